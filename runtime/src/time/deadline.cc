// Waiting with a deadline: a timer on the waiting fiber's stack claims the selection.
#include "chan/waiter.h"
#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

channel_head* time_out(timer* t) {
  auto* s = static_cast<selection*>(t->owner);
  if (!s->claimed.exchange(true, std::memory_order_acq_rel)) {
    s->timed_out = true;
    make_ready_later(s->task);
  }
  return nullptr;
}

struct timed_leave {
  timer clock;
  after_switch then;
};

// The timer's lock is held while the others are let go: the fiber, once woken, waits for it before
// its frame goes.
void start_timer_and_let_go(void* leave, void*) {
  auto* l = static_cast<timed_leave*>(leave);
  add_timer(&l->clock, l->then);
}

}  // namespace

void park_until(selection& s, clock::time_point deadline, wait_reason why, after_switch then) {
  if (deadline == clock::time_point::max()) return park(why, then);
  if (this_worker() == nullptr && !time_is_simulated()) {
    s.timed_out = park_thread_until(s.task, then, deadline, s.claimed);
    return;
  }
  timed_leave leave;
  leave.clock.due = deadline;
  leave.clock.fire = &time_out;
  leave.clock.owner = &s;
  leave.then = then;
  park(why, {&start_timer_and_let_go, &leave, nullptr});
  remove_timer(&leave.clock);
}

}  // namespace lsub::detail
