// The state word is `locked`, `contended`, both or none. `contended` changes only under guard_ and
// says that somebody waits. A waiter that was woken and overtaken too often gets the mutex handed
// over: then `locked` is never cleared in between. One whose deadline passes leaves the queue
// itself.
#include <lsub/time.h>

#include "chan/waiter.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"
#include "sched/sole.h"

namespace lsub {

using namespace detail;

namespace {

constexpr unsigned most_overtaken = 2;

struct mutex_waiter : waiter {
  unsigned overtaken = 0;
};

void let_go(void* guard, void*) {
  end_left(*static_cast<spin_lock*>(guard));
}

}  // namespace

bool mutex::replace_among_others(unsigned expected, unsigned wanted) noexcept {
  if (this_worker() == nullptr) join_others();
  return state_.replace_acq_rel(expected, wanted);
}

void mutex::lock_slow(location at) {
  timed_wait::run(*this, clock::time_point::max(), at);
}

// Takes the mutex, or notes that somebody waits for it. Requires: guard_ held.
bool mutex::take(bool may_wait) noexcept {
  unsigned state = state_.load_relaxed();
  for (;;) {
    const bool free = (state & locked) == 0;
    if (!free && !may_wait) return false;
    const unsigned others = empty(waiting_) && free ? 0 : contended;
    if (state_.replace_acq_rel(state, locked | others)) return free;
  }
}

// Requires: guard_ held.
void mutex::nobody_waits() noexcept {
  unsigned state = state_.load_relaxed();
  while (!state_.replace_acq_rel(state, state & ~contended)) {
  }
}

bool timed_wait::run(mutex& m, clock::time_point deadline, location at) {
  choice_point();
  const bool timed = deadline != clock::time_point::max();
  timed_selection s(deadline);
  s.task = current_task();
  mutex_waiter w;
  w.task = s.task;
  w.selection = timed ? &s : nullptr;
  bool first_try = true;
  for (;;) {
    section hold(m.guard_);
    const bool may_wait = !timed || now() < deadline;
    if (const bool taken = m.take(may_wait); taken || !may_wait) {
      hold.unlock();
      if (!taken) poll_point();
      return taken;
    }
    s.claimed.store_relaxed(false);
    w.done = false;
    if (first_try) {
      link_back(m.waiting_, w);
    } else {
      ++w.overtaken;
      link_front(m.waiting_, w);
    }
    first_try = false;
    hold.leave_open();
    park_until(s, {wait_kind::mutex, &m, at}, {&let_go, &m.guard_, nullptr});
    if (w.done) return true;
    if (!s.timed_out) continue;
    const section again(m.guard_);
    if (w.queued) unlink(m.waiting_, w);
    if (empty(m.waiting_)) m.nobody_waits();
    return false;
  }
}

void mutex::unlock_slow() noexcept {
  section hold(guard_);
  auto* w = static_cast<mutex_waiter*>(claim_first(waiting_, hold.alone()));
  if (w != nullptr) unlink(waiting_, *w);
  const unsigned others = empty(waiting_) ? 0 : contended;
  fiber* task = w == nullptr ? nullptr : task_of(*w);
  if (w != nullptr && w->overtaken >= most_overtaken) {
    w->done = true;
    state_.store_release(locked | others);
  } else {
    state_.store_release(others);
  }
  hold.unlock();
  if (task != nullptr) make_ready_later(task);
}

}  // namespace lsub
