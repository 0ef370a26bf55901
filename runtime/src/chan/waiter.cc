#include "chan/waiter.h"

#include <lsub/detail/quick.h>

#include "sched/scheduler.h"

namespace lsub::detail {

void drop_claimed(waiter_list& list) noexcept {
  has_claimable(list);
}

void link_front(waiter_list& list, waiter& w) noexcept {
  waiter* first = first_of(list);
  w.previous = nullptr;
  w.next = first;
  w.queued = true;
  (first != nullptr ? first->previous : list.last) = &w;
  set_first(list, &w);
}

waiter* unlink_first(waiter_list& list) noexcept {
  waiter* w = first_of(list);
  if (w != nullptr) unlink(list, *w);
  return w;
}

fiber* restart(waiter_list& list, waiter& w) noexcept {
  unlink(list, w);
  w.again = true;
  return task_of(w);
}

void abandon(waiter_list& list, waiter& w) noexcept {
  if (selection_of(w) != nullptr) make_ready_later(restart(list, w));
}

}  // namespace lsub::detail
