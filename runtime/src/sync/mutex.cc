// The state word is `locked`, `contended`, both or none. `contended` changes only under guard_ and
// says that somebody waits. A waiter that was woken and overtaken too often gets the mutex handed
// over: then `locked` is never cleared in between.
#include <mutex>

#include "chan/waiter.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"

namespace lsub {

using namespace detail;

namespace {

constexpr unsigned most_overtaken = 2;

struct mutex_waiter : waiter {
  unsigned overtaken = 0;
};

void let_go(void* guard, void*) {
  static_cast<spin_lock*>(guard)->unlock();
}

}  // namespace

void mutex::lock_slow(location at) {
  choice_point();
  mutex_waiter w;
  w.task = current_task();
  bool first_try = true;
  for (;;) {
    guard_.lock();
    unsigned state = state_.load_relaxed();
    for (;;) {
      const bool take = (state & locked) == 0;
      const unsigned others = empty(waiting_) ? 0 : contended;
      const unsigned wanted = take ? (locked | others) : (locked | contended);
      if (!state_.replace_acquire(state, wanted)) continue;
      if (!take) break;
      guard_.unlock();
      return;
    }
    w.done = false;
    if (first_try) {
      link_back(waiting_, w);
    } else {
      ++w.overtaken;
      link_front(waiting_, w);
    }
    first_try = false;
    park({wait_kind::mutex, this, at}, {&let_go, &guard_, nullptr});
    if (w.done) return;
  }
}

void mutex::unlock_slow() noexcept {
  guard_.lock();
  auto* w = static_cast<mutex_waiter*>(unlink_first(waiting_));
  const unsigned others = empty(waiting_) ? 0 : contended;
  fiber* task = w == nullptr ? nullptr : task_of(*w);
  if (w != nullptr && w->overtaken >= most_overtaken) {
    w->done = true;
    state_.store_release(locked | others);
  } else {
    state_.store_release(others);
  }
  guard_.unlock();
  if (task != nullptr) make_ready_later(task);
}

}  // namespace lsub
