#include "sched/sole.h"

#include <sched.h>

#include <mutex>

#include "core/sanitizer.h"
#include "sched/attach.h"
#include "sched/owner_lock.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

// At how many safe points in a row a worker must have been alone.
constexpr unsigned enough_alone = 2;

// Waits until `w` is in no section without locks. False if that takes more than `most` looks.
bool wait_until_idle(const worker* w, unsigned most) noexcept {
  constexpr unsigned patience = 200;
  for (unsigned i = 0; w->busy.load_acquire() != 0; ++i) {
    if (i == most) return false;
    if (i > patience) sched_yield();
  }
  return true;
}

void end_solitude() noexcept {
  scheduler& s = the_scheduler();
  const std::lock_guard hold(s.sole_lock);
  worker* w = s.sole.load(std::memory_order_relaxed);
  if (w == nullptr) return;
  w->sole.store_seq_cst(false);
  owner_lock::fence_owners();
  wait_until_idle(w, ~0U);
  s.sole.store(nullptr, std::memory_order_release);
}

}  // namespace

void join_others() noexcept {
  worker* const w = this_worker();
  // It counts as running before it looks.
  if (w == nullptr) this_thread_task();
  worker* const sole = the_scheduler().sole.load(std::memory_order_seq_cst);
  if (sole != nullptr && sole != w) end_solitude();
}

void lock_among_others(spin_lock& l) noexcept {
  worker* const w = this_worker();
  if (w == nullptr) {
    join_others();
  } else {
    w->queue.serve();
  }
  l.lock();
}

void maybe_be_sole(worker* w) noexcept {
  scheduler& s = the_scheduler();
  if (w->sole.load_relaxed()) return;
  const unsigned others = s.worker_count.load(std::memory_order_relaxed) - 1;
  const auto alone = [&] {
    return s.asleep.load(std::memory_order_relaxed) == others &&
           s.running_threads.load(std::memory_order_seq_cst) == 0 && !simulating.load_seq_cst() &&
           !s.stopping.load(std::memory_order_seq_cst);
  };
  if (LSUB_TSAN || !owner_lock::is_cheap() || !alone()) {
    w->safe_points_alone = 0;
    return;
  }
  if (others != 0 && ++w->safe_points_alone < enough_alone) return;
  const std::unique_lock turn(s.sole_lock, std::try_to_lock);
  if (!turn.owns_lock()) return;
  const std::lock_guard hold(s.lock);
  // The others fall asleep and wake under the lock. A thread counts itself, then looks at `sole`.
  if (s.worker_count.load(std::memory_order_relaxed) != others + 1 || !alone()) return;
  // Another one that fell asleep meanwhile.
  if (s.sole.load(std::memory_order_relaxed) != nullptr) return;
  s.sole.store(w, std::memory_order_seq_cst);
  if (alone()) {
    w->sole.store_release(true);
  } else {
    s.sole.store(nullptr, std::memory_order_seq_cst);
  }
}

void end_all_solitude() noexcept {
  scheduler& s = the_scheduler();
  worker* const w = this_worker();
  if (w == nullptr || s.sole.load(std::memory_order_seq_cst) != w) return end_solitude();
  const std::lock_guard hold(s.sole_lock);
  w->sole.store_seq_cst(false);
  s.sole.store(nullptr, std::memory_order_release);
}

bool end_solitude_patiently() noexcept {
  constexpr unsigned tries = 400;
  worker* const w = the_scheduler().sole.load(std::memory_order_acquire);
  if (w == nullptr) return true;
  w->sole.store_seq_cst(false);
  owner_lock::fence_owners();
  return wait_until_idle(w, tries);
}

}  // namespace lsub::detail
