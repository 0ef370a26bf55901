#include <mutex>

#include "chan/waiter.h"
#include "core/report.h"
#include "sched/scheduler.h"

namespace lsub {

using namespace detail;

namespace {

void let_go(void* guard, void*) {
  static_cast<spin_lock*>(guard)->unlock();
}

}  // namespace

void wait_group::add(std::ptrdiff_t n) {
  waiter* woken = nullptr;
  waiter** end = &woken;
  {
    const std::lock_guard hold(guard_);
    count_ += n;
    if (count_ < 0) die_of_misuse("wait_group: negative counter");
    while (count_ == 0) {
      waiter* w = unlink_first(waiting_);
      if (w == nullptr) break;
      w->next = nullptr;
      *end = w;
      end = &w->next;
    }
  }
  // The group and each waiter may be gone as soon as the last of them runs.
  while (woken != nullptr) {
    waiter* next = woken->next;
    make_ready_later(task_of(*woken));
    woken = next;
  }
}

void wait_group::wait(location at) {
  guard_.lock();
  if (count_ == 0) {
    guard_.unlock();
    return;
  }
  waiter w;
  w.task = current_task();
  link_back(waiting_, w);
  park({wait_kind::wait_group, this, at}, {&let_go, &guard_, nullptr});
}

}  // namespace lsub
