// The short ways of the scheduler, inlined into the operations that take them: making a fiber
// ready, and finding the next one.
#pragma once

#include "sched/schedule.h"
#include "sched/scheduler.h"
#include "sched/switch.h"

namespace lsub::detail {

// As next_fiber, whatever there is to do first.
fiber* next_fiber_slowly(worker* w) noexcept;

// As feed_others, once somebody is hungry.
void feed_the_hungry(appetite now, bool surplus) noexcept;

// As make_ready, on worker `w`, while somebody would take what is offered.
void make_ready_by_offer(worker* w, fiber* f) noexcept;

// As make_ready, of a thread or by one.
void make_ready_slowly(fiber* f) noexcept;

// The next fiber `w` should run; null if there is none, or the idle fiber has timers to fire. A
// safe point: serves other workers at times.
[[gnu::always_inline]] inline fiber* next_fiber(worker* w) noexcept {
  if (--w->until_safe_point == 0 || scheduled() ||
      the_scheduler().stopping.load(std::memory_order_relaxed)) [[unlikely]] {
    return next_fiber_slowly(w);
  }
  fiber* f = w->queue.pop();
  if (f == nullptr) [[unlikely]]
    return next_fiber_slowly(w);
  w->count_turn();
  return f;
}

// The rest of feed_others, behind the fence.
inline void feed_if_hungry(bool surplus) noexcept {
  const appetite h = the_scheduler().hunger.load(std::memory_order_relaxed);
  if (h != no_appetite) [[unlikely]]
    feed_the_hungry(h, surplus);
}

// After a push on the calling worker's queue: wakes somebody who may want it. `surplus`: there is
// more than one to take.
inline void feed_others(bool surplus) noexcept {
  owner_lock::fence();
  feed_if_hungry(surplus);
}

// Makes a parked fiber or thread runnable: next on this worker, or behind what waits there.
inline void make_ready(fiber* f) noexcept {
  worker* w = this_worker();
  if (w == nullptr || f->thread != nullptr) [[unlikely]]
    return make_ready_slowly(f);
  if ((the_scheduler().hunger.load(std::memory_order_relaxed) & for_offer) != 0) [[unlikely]]
    return make_ready_by_offer(w, f);
  feed_others(w->queue.push_next(f));
}

// Queues a new fiber, before what waits on this worker.
inline void make_ready_new(worker* w, fiber* f) noexcept {
  feed_others(w->queue.push_front(f));
}

// Leaves the running fiber for the next one.
[[gnu::always_inline]] inline void leave(worker* w, after_switch then) {
  fiber* next = next_fiber(w);
  switch_to(w, next != nullptr ? next : &w->idle, then);
}

// As park, of a fiber.
[[gnu::always_inline]] inline void park_fiber(worker* w, const wait_reason& why,
                                              after_switch then) {
  fiber* me = w->current;
  me->waiting = why;
  leave(w, then);
  me->waiting.kind = wait_kind::none;
}

// As next_fiber, in a section of the sole worker.
[[gnu::always_inline]] inline fiber* next_alone(worker* w) noexcept {
  if (--w->until_safe_point == 0) [[unlikely]]
    return next_fiber_slowly(w);
  fiber* f = w->queue.pop_alone();
  if (f == nullptr) [[unlikely]]
    return next_fiber_slowly(w);
  w->count_turn();
  return f;
}

// As park_fiber, in a section of the sole worker, which the switch ends.
[[gnu::always_inline]] inline void park_alone(worker* w, const wait_reason& why) {
  fiber* me = w->current;
  me->waiting = why;
  fiber* next = next_alone(w);
  // `pending` is empty between switches.
  jump_to(w, next != nullptr ? next : &w->idle);
  me->waiting.kind = wait_kind::none;
}

// After a push by the sole worker on its queue: whether feed_if_hungry would do anything. The fence
// costs nothing, or nobody would be sole.
inline bool may_feed_others(const worker* w) noexcept {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  const appetite h = the_scheduler().hunger.load(std::memory_order_relaxed);
  return h != no_appetite && ((h & for_any) != 0 || (!w->is_quick() && w->queue.has_surplus()));
}

}  // namespace lsub::detail
