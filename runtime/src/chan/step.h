// The steps of channel operations, under the channel's lock, and the wait that follows a blocked
// one.
#pragma once

#include "chan/channel.h"
#include "sched/ready.h"

namespace lsub::detail {

enum class attempt : unsigned char { done, closed, blocked };

// Hints without the lock: false means the step would have been blocked.
inline bool may_send(const channel& c) noexcept {
  return c.size() < c.room || !empty(c.receivers) || c.is_closed();
}
inline bool may_receive(const channel& c) noexcept {
  return c.size() > 0 || !empty(c.senders) || c.is_closed();
}

// One step of an operation. `wake` gets whom to make ready after the lock is released.
// Requires: lock held. Errors: what an element's constructor throws; then nothing has happened.
inline attempt send_step(channel& c, void* from, transfer how, fiber*& wake) {
  if (c.is_closed()) return attempt::closed;
  if (waiter* w = claim_first(c.receivers)) {
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
  c.set_size(n + 1);
  return attempt::done;
}

// Lets the first blocked sender fill the slot that became free. If its value can't be transferred
// it tries again itself, and meets the exception there.
inline fiber* admit_sender(channel& c) noexcept {
  waiter* w = claim_first(c.senders);
  if (w == nullptr) return nullptr;
  const std::size_t n = c.size();
  try {
    c.relocate(c.at(n), w->slot, w->how);
  } catch (...) {
    if (selection_of(*w) == nullptr) retain(&c);
    return restart(c.senders, *w);
  }
  c.set_size(n + 1);
  return complete(c.senders, *w);
}

inline attempt receive_step(channel& c, void* to, fiber*& wake) {
  if (const std::size_t n = c.size(); n > 0) {
    void* first = c.at(0);
    c.relocate(to, first, c.type->move);
    c.destroy(first);
    if (++c.head == c.room) c.head = 0;
    c.set_size(n - 1);
    wake = admit_sender(c);
    return attempt::done;
  }
  if (waiter* w = claim_first(c.senders)) {
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
// Requires: `turn` was read under the lock.
inline void after_operation(fiber* wake, unsigned turn) {
  constexpr unsigned between_yields = 256;
  if (wake != nullptr) make_ready(wake);
  if (turn % between_yields == 0) [[unlikely]]
    yield_fiber();
}

inline void unlock_channel(void* c, void*) {
  static_cast<channel*>(c)->lock.unlock();
}

// Queues `w` and parks, which lets go of the channel. Requires: c's lock held.
[[gnu::always_inline]] inline void wait_in(waiter_list& list, waiter& w, const wait_reason& why,
                                           channel& c) {
  worker* const on = this_worker();
  if (on == nullptr) [[unlikely]] {
    w.task = current_task();
    link_back(list, w);
    return park(why, {&unlock_channel, &c, nullptr});
  }
  w.task = on->current;
  link_back(list, w);
  park_fiber(on, why, {&unlock_channel, &c, nullptr});
}

}  // namespace lsub::detail
