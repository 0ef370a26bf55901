#include "chan/plain.h"

namespace lsub::detail {
namespace {

// A reference that came with a waiter.
class reference {
 public:
  explicit reference(channel_head* c) noexcept : c_(c) {}
  ~reference() { release(c_); }
  reference(const reference&) = delete;
  reference& operator=(const reference&) = delete;

 private:
  channel_head* c_;
};

}  // namespace

attempt offer(channel& c, void* from, transfer how) {
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = send_step(c, hold.alone(), from, how, wake);
  hold.unlock();
  if (wake != nullptr) make_ready_later(wake);
  return a;
}

namespace {

[[gnu::noinline]] bool send_slowly(channel_head* h, void* from, transfer how, location at) {
  choice_point();
  if (h == nullptr) wait_for_ever(wait_kind::send, at);
  channel& c = *core(h);
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = send_step(c, hold.alone(), from, how, wake);
  if (a != attempt::blocked) {
    const unsigned turn = ++c.operations;
    hold.unlock();
    after_operation(wake, turn);
    return a == attempt::done;
  }
  waiter w;
  w.slot = from;
  w.how = how;
  wait_in(c.senders, w, {wait_kind::send, h, at}, c, hold);
  // The channel may be gone by now. Not done means closed, or that it must be tried again.
  if (!w.again) return w.done;
  const reference kept(h);
  return send_slowly(h, from, how, at);
}

// Requires: in a section without locks, which it ends.
[[gnu::noinline]] bool send_parked(worker* on, channel& c, void* from, location at) {
  waiter w;
  w.task = on->current;
  w.slot = from;
  link_back(c.senders, w);
  park_fiber(on, {wait_kind::send, static_cast<channel_head*>(&c), at}, {});
  return w.done;
}

}  // namespace

bool send_value(channel_head* h, void* from, transfer how, location at) {
  worker* const on = this_worker();
  if (on == nullptr || h == nullptr || how != nullptr || scheduled() || !section::enter(on))
      [[unlikely]] {
    return send_slowly(h, from, how, at);
  }
  channel& c = *core(h);
  waiter* const receiver = first_of(c.receivers);
  if (receiver == nullptr) {
    const std::size_t n = c.size();
    if (c.is_closed()) [[unlikely]] {
      section::leave(on);
      return send_slowly(h, from, how, at);
    }
    if (n == c.room) return send_parked(on, c, from, at);
    copy_plain(c, c.at(n), from);
    c.set_size(n + 1);
    const unsigned turn = ++c.operations;
    section::leave(on);
    return done_plainly(on, turn);
  }
  if (!claim_plainly(*receiver)) [[unlikely]] {
    section::leave(on);
    return send_slowly(h, from, how, at);
  }
  copy_plain(c, receiver->slot, from);
  fiber* const wake = complete_first(c.receivers, *receiver);
  const unsigned turn = ++c.operations;
  section::leave(on);
  make_next(on, wake);
  return done_plainly(on, turn);
}

bool try_send_value(channel_head* h, void* from, transfer how) {
  choice_point();
  if (h == nullptr || !may_send(*core(h))) {
    after_nothing();
    return false;
  }
  channel& c = *core(h);
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = send_step(c, hold.alone(), from, how, wake);
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
