#include <lsub/fiber.h>
#include <sched.h>

#include "core/futex.h"
#include "core/report.h"
#include "sched/attach.h"
#include "sched/attention.h"
#include "sched/deadlock.h"
#include "sched/departure.h"
#include "sched/ready.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

// Simulated: whoever polls until a deadline must reach it.
constexpr auto time_of_poll = std::chrono::microseconds(10);

void requeue(void* f, void*) {
  make_ready_later(static_cast<fiber*>(f));
}

// Whether a thread that just blocked was the last that could wake anybody.
void check_after_block() noexcept {
  scheduler& s = the_scheduler();
  if (s.running_threads.load(std::memory_order_acquire) != 0) return;
  worker* sleeper = nullptr;
  {
    const std::lock_guard hold(s.lock);
    // With unknown threads about, a worker looks again later; simulated time waits for one to jump.
    const bool time_waits = time_is_simulated() && next_timer() != time_point::max();
    if (time_waits || check_deadlock(s) == liveness::unknown_threads)
      sleeper = s.claim_sleeper(nullptr);
  }
  if (sleeper != nullptr) wake(sleeper);
}

}  // namespace

fiber* current_task() {
  worker* w = this_worker();
  if (w == nullptr) return this_thread_task();
  return w->current;
}

fiber* running_fiber() noexcept {
  return current_task();
}

void park(wait_reason why, after_switch then) {
  worker* w = this_worker();
  if (w == nullptr) return park_thread(this_thread_task(), why, then);
  park_fiber(w, why, then);
}

void park_thread(fiber* me, wait_reason why, after_switch then) {
  me->waiting = why;
  std::atomic<std::uint32_t>& word = *me->thread;
  word.store(0, std::memory_order_relaxed);
  // It counts as running until what will wake it is in place: a timer of its own, perhaps.
  then.run(then.first, then.second);
  the_scheduler().running_threads.fetch_sub(1, std::memory_order_release);
  check_after_block();
  while (word.load(std::memory_order_acquire) == 0) futex_wait(word, 0);
  me->waiting.kind = wait_kind::none;
}

bool park_thread_until(fiber* me, after_switch then, time_point deadline,
                       atomic<bool>& claimed) {
  // The thread wakes itself, so it never counts as blocked; its waker counts it all the same.
  std::atomic<std::uint32_t>& word = *me->thread;
  word.store(0, std::memory_order_relaxed);
  then.run(then.first, then.second);
  bool timed_out = false;
  while (!timed_out && word.load(std::memory_order_acquire) == 0) {
    futex_wait(word, 0, deadline);
    timed_out = std::chrono::steady_clock::now() >= deadline && !claimed.exchange_acq_rel(true);
    if (timed_out) return true;
    if (claimed.load_relaxed()) deadline = time_point::max();
  }
  the_scheduler().running_threads.fetch_sub(1, std::memory_order_release);
  return false;
}

#if LSUB_PARK_BY_JUMP
extern "C" {
[[gnu::visibility("hidden")]] void lsub_yield_alone();

// The fiber is behind the others before it has left: nobody takes it as long as the section lasts.
[[gnu::used, gnu::visibility("hidden")]] departure lsub_depart_to_yield() noexcept {
  worker* const on = on_worker();
  fiber* const next = on->queue.rotate_alone(on->current);
  --on->until_safe_point;
  on->count_yield();
  return depart_for(on, next);
}
}

asm(LSUB_PARKING_FUNCTION("lsub_yield_alone", "8", "call lsub_depart_to_yield", ""));

#endif

namespace {

#if LSUB_PARK_BY_JUMP
// Begins a section to yield in, if somebody is at hand, nothing else is to be done and nobody is
// hungry.
[[gnu::always_inline]] inline bool may_yield_alone() {
  worker* const w = begin_leaving();
  if (w == nullptr) return false;
  if (w->queue.size() != 0 && w->until_safe_point != 1 && !may_feed_others(w)) [[likely]]
    return true;
  w->end_alone();
  return false;
}
#endif

[[gnu::noinline]] void yield_slowly() {
  worker* w = this_worker();
  if (w == nullptr) {
    sched_yield();
    return;
  }
  scheduler& s = the_scheduler();
  const bool stopping = s.stopping.load(std::memory_order_relaxed);
  if (stopping && w == s.exiting.load()) return;
  fiber* next = next_fiber(w);
  if (next == nullptr && !stopping && !timers_due() && !w->steps_aside) return;
  w->count_yield();
  switch_to(w, next != nullptr ? next : &w->idle, {&requeue, w->current, nullptr});
}

}  // namespace

void yield_fiber() {
#if LSUB_PARK_BY_JUMP
  if (may_yield_alone()) return lsub_yield_alone();
#endif
  yield_slowly();
}

bool is_in_company() noexcept {
  worker* const w = this_worker();
  return !simulating.is_zero_relaxed() || (w != nullptr && w->ready_count() != 0);
}

void yield_after_operations(worker_head* on) {
  on->operations.store_relaxed(on->operations.load_relaxed() + operations_between_yields);
  on->until_yield.store_relaxed(operations_between_yields);
  yield_fiber();
}

void yield_after_polls(worker_head* on) {
  on->polls_until_yield = operations_between_yields;
  yield_fiber();
  maybe_lower_attention(this_worker());
}

void poll_point() {
  if (!needs_attention()) return;
  worker* w = this_worker();
  if (w == nullptr) {
    static thread_local unsigned polls = 0;
    if (++polls % (operations_between_yields / weight_of_poll) == 0) sched_yield();
    return;
  }
  if (time_is_simulated()) [[unlikely]] {
    pass_time(time_of_poll);
    fire_timers();
  }
  w->count_poll(weight_of_poll);
}

}  // namespace lsub::detail

namespace lsub {

void yield() {
  if (detail::time_is_simulated()) [[unlikely]]
    detail::pass_time(std::chrono::microseconds(1));
  detail::yield_fiber();
}

}  // namespace lsub
