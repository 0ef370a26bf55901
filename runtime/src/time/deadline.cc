// Waiting with a deadline: a timer in the selection claims it.
#include "chan/waiter.h"
#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

channel_head* time_out(timer* t) {
  auto* s = static_cast<timed_selection*>(t->owner);
  if (!s->claimed.exchange_acq_rel(true)) {
    s->timed_out = true;
    make_ready_later(s->task);
  }
  return nullptr;
}

struct timed_leave {
  timer* clock;
  after_switch then;
};

// The timer's lock is held while the others are let go: the fiber, once woken, waits for it before
// its frame goes.
void start_timer_and_let_go(void* leave, void*) {
  const auto* l = static_cast<timed_leave*>(leave);
  add_timer(l->clock, l->then);
}

}  // namespace

void timed_selection::need_timer() {
  if (this_worker() == nullptr && !time_is_simulated()) return;
  alarm.emplace();
  alarm->due = deadline;
  alarm->fire = &time_out;
  alarm->owner = this;
}

void park_until(timed_selection& s, wait_reason why, after_switch then) {
  if (s.deadline == clock::time_point::max()) return park(why, then);
  if (!s.alarm) {
    s.timed_out = park_thread_until(s.task, then, s.deadline, s.claimed);
    return;
  }
  timed_leave leave{&*s.alarm, then};
  park(why, {&start_timer_and_let_go, &leave, nullptr});
  remove_timer(&*s.alarm);
}

}  // namespace lsub::detail
