// Queues of waiters, and the claim that lets only one case of a select fire.
#pragma once

#include <lsub/detail/clock.h>
#include <lsub/detail/select.h>
#include <lsub/detail/waiting.h>

#include <optional>

#include "core/fiber.h"
#include "sched/worker.h"
#include "time/timer.h"

namespace lsub::detail {

class locked_cases;

// A blocked select. Who claims it makes the task ready.
struct selection : selection_head {
  fiber* task = nullptr;
  waiter* fired = nullptr;        // null: look again at all cases
  locked_cases* cases = nullptr;  // whose waiters are queued, if they are those of cases
};

// Takes the waiters of a claimed selection from their queues, so that nobody meets them there
// before the task has run. Requires: in a section of the sole worker; `cases` is not null.
void take_back_cases(selection& s) noexcept;

// One that may have a deadline, or another wait that has.
struct timed_selection : selection {
  // Errors: std::bad_alloc, if the deadline (max(): none) takes a timer. So it is made before
  // anybody is queued.
  explicit timed_selection(clock::time_point until) : deadline(until) {
    if (until != clock::time_point::max()) need_timer();
  }

  bool timed_out = false;
  const clock::time_point deadline;
  std::optional<timer> alarm;  // none for ordinary threads, they look at the time themselves

 private:
  void need_timer();
};

// Parks until the selection is claimed or its deadline, which claims it, has passed. The caller
// has queued its waiters; `then` lets go of the locks they were queued under.
void park_until(timed_selection& s, wait_reason why, after_switch then);

inline waiter* first_of(const waiter_list& list) noexcept {
  return list.first.load_relaxed();
}
inline void set_first(waiter_list& list, waiter* w) noexcept {
  list.first.store_relaxed(w);
}
inline bool empty(const waiter_list& list) noexcept {
  return list.first.is_zero_relaxed();
}

inline fiber* task_of(const waiter& w) noexcept {
  return static_cast<fiber*>(w.task);
}
inline selection* selection_of(const waiter& w) noexcept {
  return static_cast<selection*>(w.selection);
}

// The waiter of a plain operation of `me`, not queued yet. It is done unless somebody says
// otherwise: whoever closes the channel, or lets it try again.
inline waiter& begin_wait(fiber* me, void* slot) noexcept {
  waiter& w = me->wait;
  w.slot = slot;
  w.queued = true;
  w.done = true;
  w.again = false;
  w.plain = true;
  return w;
}

// Requires, as all who queue one: `queued` is set.
inline void append(waiter_list& list, waiter& w) noexcept {
  waiter* const last = list.last;
  w.next = nullptr;
  w.previous = last;
  list.last = &w;
  if (last != nullptr) {
    last->next = &w;
  } else {
    set_first(list, &w);
  }
}
inline void link_back(waiter_list& list, waiter& w) noexcept {
  w.queued = true;
  append(list, w);
}
void link_front(waiter_list& list, waiter& w) noexcept;
inline void unlink(waiter_list& list, waiter& w) noexcept {
  if (w.previous != nullptr) {
    w.previous->next = w.next;
  } else {
    set_first(list, w.next);
  }
  (w.next != nullptr ? w.next->previous : list.last) = w.previous;
  w.queued = false;
}
waiter* unlink_first(waiter_list& list) noexcept;

// Whether somebody waits who was not claimed elsewhere meanwhile; drops those who were.
inline bool has_claimable(waiter_list& list) noexcept {
  while (waiter* w = first_of(list)) {
    const selection* s = selection_of(*w);
    if (s == nullptr || !s->claimed.load_acquire()) return true;
    unlink(list, *w);
  }
  return false;
}

// True if the caller is the first to claim it. `alone`: nobody else can at the same time.
inline bool claim(selection& s, bool alone) noexcept {
  if (!alone) return !s.claimed.exchange_acq_rel(true);
  if (s.claimed.load_relaxed()) return false;
  s.claimed.store_relaxed(true);
  return true;
}

// The first waiter that is still free, claimed now but left in the queue; null if none.
inline waiter* claim_first(waiter_list& list, bool alone) noexcept {
  while (waiter* w = first_of(list)) {
    selection* s = selection_of(*w);
    if (s == nullptr || claim(*s, alone)) return w;
    unlink(list, *w);
  }
  return nullptr;
}

// Decides a claimed waiter: takes it from the queue, marks it done. Returns whom to make ready.
inline fiber* complete(waiter_list& list, waiter& w) noexcept {
  unlink(list, w);
  w.done = true;
  if (selection* s = selection_of(w)) s->fired = &w;
  return task_of(w);
}

// Gives up a claimed waiter whose transfer failed: a select looks again, others stay queued.
void abandon(waiter_list& list, waiter& w) noexcept;

// Makes a claimed waiter try its whole operation again: a select looks at its cases, others have
// `again` set. Returns whom to make ready.
fiber* restart(waiter_list& list, waiter& w) noexcept;

}  // namespace lsub::detail
