// The steps of channel operations, under the channel's lock, and the wait that follows a blocked
// one.
#pragma once

#include <lsub/detail/quick.h>

#include "chan/channel.h"
#include "sched/ready.h"
#include "sched/sole.h"

namespace lsub::detail {

enum class attempt : unsigned char { done, closed, blocked };

// One step of an operation. `wake` gets whom to make ready after the lock is released.
// Requires: in a section of the channel; `alone` as it says. Errors: what an element's constructor
// throws; then nothing has happened.
inline attempt send_step(channel& c, bool alone, void* from, transfer how, fiber*& wake) {
  if (c.is_closed()) return attempt::closed;
  if (waiter* w = claim_first(c.receivers, alone)) {
    try {
      c.relocate(w->slot, from, how);
    } catch (...) {
      abandon(c.receivers, *w);
      throw;
    }
    wake = complete(c.receivers, *w);
    return attempt::done;
  }
  const std::size_t n = c.size();
  if (n == c.room) return attempt::blocked;
  c.relocate(c.at(n), from, how);
  c.count(1);
  return attempt::done;
}

// Lets the first blocked sender fill the slot that became free. If its value can't be transferred
// it tries again itself, and meets the exception there.
inline fiber* admit_sender(channel& c, bool alone) noexcept {
  waiter* w = claim_first(c.senders, alone);
  if (w == nullptr) return nullptr;
  const std::size_t n = c.size();
  try {
    c.relocate(c.at(n), w->slot, w->how);
  } catch (...) {
    if (selection_of(*w) == nullptr) retain(&c);
    return restart(c.senders, *w);
  }
  c.count(1);
  return complete(c.senders, *w);
}

inline attempt receive_step(channel& c, bool alone, void* to, fiber*& wake) {
  if (const std::size_t n = c.size(); n > 0) {
    void* first = c.at(0);
    c.relocate(to, first, c.type->move);
    c.destroy(first);
    c.drop_first();
    c.count(-1);
    wake = admit_sender(c, alone);
    return attempt::done;
  }
  if (waiter* w = claim_first(c.senders, alone)) {
    try {
      c.relocate(to, w->slot, w->how);
    } catch (...) {
      abandon(c.senders, *w);
      throw;
    }
    wake = complete(c.senders, *w);
    return attempt::done;
  }
  return c.is_closed() ? attempt::closed : attempt::blocked;
}

// Sends without yielding, for the scheduler itself.
attempt offer(channel& c, void* from, transfer how);

// After an operation that did not block: lets others run now and then.
void after_operation_of_thread();
inline void after_operation(fiber* wake) {
  if (wake != nullptr) make_ready(wake);
  if (worker* const w = this_worker()) return w->after_operation();
  after_operation_of_thread();
}

// After an operation that found nothing to do: as poll_point.
inline void after_nothing() {
  if (!needs_attention()) return;
  worker* const w = this_worker();
  if (w == nullptr || time_is_simulated()) [[unlikely]]
    return poll_point();
  w->count_poll(weight_of_poll);
}

// After an operation on a drained channel, whose lock nobody needs.
inline void after_drained() {
  if (!needs_attention()) return;
  worker* const w = this_worker();
  if (w == nullptr) return;
  w->count_poll(1);
}

inline void unlock_channel(void* c, void*) {
  end_left(static_cast<channel*>(c)->lock);
}

// Queues the running fiber or thread and parks, which ends the section of the channel. Returns its
// waiter as it was left.
inline const waiter& wait_in(waiter_list& list, void* slot, transfer how, const wait_reason& why,
                             channel& c, section& hold) {
  fiber* const me = current_task();
  waiter& w = begin_wait(me, slot);
  w.how = how;
  w.plain = me->thread == nullptr;
  append(list, w);
  hold.leave_open();
  park(why, {&unlock_channel, &c, nullptr});
  return w;
}

}  // namespace lsub::detail
