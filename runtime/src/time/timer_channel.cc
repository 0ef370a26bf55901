// after, tick and sleep.
//
// The timer of a channel lies in it and holds no reference: the channel's end removes the timer, so an abandoned
// after() or tick() costs nothing. Firing takes a reference only if one is left.
#include <lsub/time.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <thread>

#include "chan/channel.h"
#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

// Behind the channel's one place.
constexpr std::size_t timer_offset = alignof(std::max_align_t);
static_assert(sizeof(clock::time_point) <= timer_offset &&
              timer_offset + sizeof(timer) <= inline_buffer_bytes);

channel_head* give_time(timer* t) {
  auto* c = static_cast<channel_head*>(t->owner);
  std::uint32_t n = c->references.load_relaxed();
  while (n != 0) {
    if (c->references.replace_acq_rel(n, n + 1)) return c;
  }
  return nullptr;
}

channel_head* wake_sleeper(timer* t) {
  make_ready_later(static_cast<fiber*>(t->owner));
  return nullptr;
}

void start_sleep(void* t, void*) {
  add_timer(static_cast<timer*>(t));
}

}  // namespace

channel_head* timer_channel(clock::time_point first, clock::duration period) {
  ensure_started();
  auto* const c = core(make_channel(1, element_of<clock::time_point>));
  timer* t = nullptr;
  try {
    t = ::new (c->inline_buffer + timer_offset) timer;
  } catch (...) {
    release(c);
    throw;
  }
  t->due = first;
  t->fire = &give_time;
  t->period = period;
  t->owner = static_cast<channel_head*>(c);
  c->ticks = true;
  c->clockwork = t;
  add_timer(t);
  return c;
}

void sleep_until(clock::time_point deadline, location at) {
  if (deadline <= now()) return yield_fiber();
  if (this_worker() == nullptr && !time_is_simulated()) {
    std::this_thread::sleep_until(std::min(deadline, now() + std::chrono::hours(24 * 365)));
    return;
  }
  ensure_started();
  timer t;
  t.due = deadline;
  t.fire = &wake_sleeper;
  t.owner = current_task();
  park({wait_kind::sleep, nullptr, at}, {&start_sleep, &t, nullptr});
  // The worker that fired it may still hold the timers' lock.
  remove_timer(&t);
}

}  // namespace lsub::detail
