#include "sched/attention.h"

#include "poll/poller.h"
#include "sched/owner_lock.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

// To take the flag down costs as much as a few thousand polls.
constexpr unsigned calm_before = 256;

bool nothing_has_come(const worker* w) noexcept {
  const scheduler& s = the_scheduler();
  return w->ready_count() == 0 && s.injected.load(std::memory_order_relaxed) == 0 &&
         next_timer() == time_point::max() && !watches_descriptors() &&
         !s.stopping.load(std::memory_order_relaxed) && !simulating.load_relaxed() &&
         !scheduled() && !w->steps_aside;
}

}  // namespace

void raise_attention() noexcept {
  owner_lock::fence();
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) {
    auto* const flag = s.workers[i]->attention.load(std::memory_order_acquire);
    if (flag != nullptr && flag->load_relaxed() == 0) flag->store_relaxed(1);
  }
}

void maybe_lower_attention(worker* w) noexcept {
  if (!nothing_has_come(w)) {
    w->calm_polls = 0;
    return;
  }
  if (++w->calm_polls < calm_before) return;
  w->calm_polls = 0;
  auto& flag = *w->attention.load(std::memory_order_relaxed);
  flag.store_relaxed(0);
  owner_lock::fence_owners();
  if (!nothing_has_come(w)) flag.store_relaxed(1);
}

}  // namespace lsub::detail
