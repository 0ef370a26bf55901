#include <lsub/time.h>

#include "chan/waiter.h"
#include "core/report.h"
#include "sched/ready_list.h"
#include "sched/scheduler.h"
#include "sched/sole.h"

namespace lsub {

using namespace detail;

namespace {

void let_go(void* guard, void*) {
  end_left(*static_cast<spin_lock*>(guard));
}

}  // namespace

void wait_group::add(std::ptrdiff_t n) {
  ready_list woken;
  {
    const section hold(guard_);
    count_ += n;
    if (count_ < 0) die_of_misuse("wait_group: negative counter");
    while (count_ == 0) {
      waiter* w = unlink_first(waiting_);
      if (w == nullptr) break;
      selection* s = selection_of(*w);
      if (s != nullptr && !claim(*s, hold.alone())) continue;
      woken.add(task_of(*w));
    }
  }
  // The group may be gone as soon as the last of them runs.
  woken.make_ready();
}

void wait_group::wait(location at) {
  section hold(guard_);
  if (count_ == 0) return;
  waiter w;
  w.task = current_task();
  link_back(waiting_, w);
  hold.leave_open();
  park({wait_kind::wait_group, this, at}, {&let_go, &guard_, nullptr});
}

bool detail::timed_wait::run(wait_group& g, clock::time_point deadline, location at) {
  timed_selection s(deadline);
  section hold(g.guard_);
  if (g.count_ == 0 || deadline <= now()) {
    const bool done = g.count_ == 0;
    hold.unlock();
    if (!done) poll_point();
    return done;
  }
  waiter w;
  s.task = current_task();
  w.task = s.task;
  w.selection = &s;
  link_back(g.waiting_, w);
  hold.leave_open();
  park_until(s, {wait_kind::wait_group, &g, at}, {&let_go, &g.guard_, nullptr});
  if (!s.timed_out) return true;
  const section again(g.guard_);
  if (w.queued) unlink(g.waiting_, w);
  return false;
}

}  // namespace lsub
