#include "chan/plain.h"

namespace lsub::detail {

namespace {

[[gnu::noinline]] bool receive_slowly(channel_head* h, void* to, location at) {
  choice_point();
  if (h == nullptr) wait_for_ever(wait_kind::receive, at);
  channel& c = *core(h);
  if (is_drained(c)) {
    after_drained();
    return false;
  }
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = receive_step(c, hold.alone(), to, wake);
  if (a != attempt::blocked) {
    const unsigned turn = ++c.operations;
    hold.unlock();
    after_operation(wake, turn);
    return a == attempt::done;
  }
  waiter w;
  w.slot = to;
  wait_in(c.receivers, w, {wait_kind::receive, h, at}, c, hold);
  // The channel may be gone by now. Not done means closed.
  return w.done;
}

// Requires: in a section without locks, which it ends.
[[gnu::noinline]] bool receive_parked(worker* on, channel& c, void* to, location at) {
  waiter w;
  w.task = on->current;
  w.slot = to;
  link_back(c.receivers, w);
  park_fiber(on, {wait_kind::receive, static_cast<channel_head*>(&c), at}, {});
  return w.done;
}

}  // namespace

bool receive_value(channel_head* h, void* to, location at) {
  worker* const on = this_worker();
  if (on == nullptr || h == nullptr || scheduled() || core(h)->type->move != nullptr ||
      !section::enter(on)) [[unlikely]] {
    return receive_slowly(h, to, at);
  }
  channel& c = *core(h);
  const std::size_t n = c.size();
  waiter* const sender = first_of(c.senders);
  if (sender == nullptr) {
    if (n == 0) {
      if (!c.is_closed()) return receive_parked(on, c, to, at);
      section::leave(on);
      after_drained();
      return false;
    }
    copy_plain(c, to, c.at(0));
    if (++c.head == c.room) c.head = 0;
    c.set_size(n - 1);
    const unsigned turn = ++c.operations;
    section::leave(on);
    return done_plainly(on, turn);
  }
  if (!claim_plainly(*sender)) [[unlikely]] {
    section::leave(on);
    return receive_slowly(h, to, at);
  }
  if (n == 0) {
    copy_plain(c, to, sender->slot);
  } else {
    // The buffer is full: the sender's value takes the place that becomes free, the last one.
    void* const place = c.at(0);
    copy_plain(c, to, place);
    copy_plain(c, place, sender->slot);
    if (++c.head == c.room) c.head = 0;
  }
  fiber* const wake = complete_first(c.senders, *sender);
  const unsigned turn = ++c.operations;
  section::leave(on);
  make_next(on, wake);
  return done_plainly(on, turn);
}

bool try_receive_value(channel_head* h, void* to) {
  choice_point();
  if (h == nullptr || !may_receive(*core(h))) {
    after_nothing();
    return false;
  }
  channel& c = *core(h);
  if (is_drained(c)) {
    after_nothing();
    return false;
  }
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = receive_step(c, hold.alone(), to, wake);
  const unsigned turn = ++c.operations;
  hold.unlock();
  if (a == attempt::done) {
    after_operation(wake, turn);
  } else {
    after_nothing();
  }
  return a == attempt::done;
}

}  // namespace lsub::detail
