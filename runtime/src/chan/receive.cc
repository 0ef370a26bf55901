#include "chan/channel.h"

namespace lsub::detail {
namespace {

// Lets the first blocked sender fill the slot that became free. If its value can't be transferred
// it tries again itself, and meets the exception there.
fiber* admit_sender(channel& c) noexcept {
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

}  // namespace

bool may_receive(const channel& c) noexcept {
  return c.size() > 0 || !empty(c.senders) || c.is_closed();
}

attempt receive_step(channel& c, void* to, fiber*& wake) {
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

bool receive_value(channel_head* h, void* to, location at) {
  choice_point();
  if (h == nullptr) wait_for_ever(wait_kind::receive, at);
  channel& c = *core(h);
  fiber* wake = nullptr;
  std::unique_lock hold(c.lock);
  const attempt a = receive_step(c, to, wake);
  if (a != attempt::blocked) {
    const unsigned turn = ++c.operations;
    hold.unlock();
    after_operation(wake, turn);
    return a == attempt::done;
  }
  waiter w;
  w.task = current_task();
  w.slot = to;
  link_back(c.receivers, w);
  hold.release();
  park({wait_kind::receive, h, at}, {&unlock_channel, &c, nullptr});
  // The channel may be gone by now. Not done means closed.
  return w.done;
}

bool try_receive_value(channel_head* h, void* to) {
  choice_point();
  if (h == nullptr || !may_receive(*core(h))) {
    poll_point();
    return false;
  }
  channel& c = *core(h);
  fiber* wake = nullptr;
  std::unique_lock hold(c.lock);
  const attempt a = receive_step(c, to, wake);
  const unsigned turn = ++c.operations;
  hold.unlock();
  if (a == attempt::done) {
    after_operation(wake, turn);
  } else {
    poll_point();
  }
  return a == attempt::done;
}

}  // namespace lsub::detail
