#include "chan/waiter.h"

#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

waiter* first_of(const waiter_list& list) noexcept {
  return list.first.load_relaxed();
}

void set_first(waiter_list& list, waiter* w) noexcept {
  list.first.store_relaxed(w);
}

}  // namespace

void link_back(waiter_list& list, waiter& w) noexcept {
  w.next = nullptr;
  w.previous = list.last;
  w.queued = true;
  if (list.last != nullptr) {
    list.last->next = &w;
  } else {
    set_first(list, &w);
  }
  list.last = &w;
}

void link_front(waiter_list& list, waiter& w) noexcept {
  waiter* first = first_of(list);
  w.previous = nullptr;
  w.next = first;
  w.queued = true;
  (first != nullptr ? first->previous : list.last) = &w;
  set_first(list, &w);
}

void unlink(waiter_list& list, waiter& w) noexcept {
  if (w.previous != nullptr) {
    w.previous->next = w.next;
  } else {
    set_first(list, w.next);
  }
  (w.next != nullptr ? w.next->previous : list.last) = w.previous;
  w.queued = false;
}

waiter* unlink_first(waiter_list& list) noexcept {
  waiter* w = first_of(list);
  if (w != nullptr) unlink(list, *w);
  return w;
}

bool has_claimable(waiter_list& list) noexcept {
  while (waiter* w = first_of(list)) {
    const selection* s = selection_of(*w);
    if (s == nullptr || !s->claimed.load(std::memory_order_acquire)) return true;
    unlink(list, *w);
  }
  return false;
}

waiter* claim_first(waiter_list& list) noexcept {
  while (waiter* w = first_of(list)) {
    selection* s = selection_of(*w);
    if (s == nullptr || !s->claimed.exchange(true, std::memory_order_acq_rel)) return w;
    unlink(list, *w);
  }
  return nullptr;
}

fiber* complete(waiter_list& list, waiter& w) noexcept {
  unlink(list, w);
  w.done = true;
  if (selection* s = selection_of(w)) s->fired = &w;
  return task_of(w);
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
