#include "chan/step.h"

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
  std::unique_lock hold(c.lock);
  const attempt a = send_step(c, from, how, wake);
  hold.unlock();
  if (wake != nullptr) make_ready_later(wake);
  return a;
}

bool send_value(channel_head* h, void* from, transfer how, location at) {
  choice_point();
  if (h == nullptr) wait_for_ever(wait_kind::send, at);
  channel& c = *core(h);
  fiber* wake = nullptr;
  std::unique_lock hold(c.lock);
  const attempt a = send_step(c, from, how, wake);
  if (a != attempt::blocked) {
    const unsigned turn = ++c.operations;
    hold.unlock();
    after_operation(wake, turn);
    return a == attempt::done;
  }
  waiter w;
  w.slot = from;
  w.how = how;
  hold.release();
  wait_in(c.senders, w, {wait_kind::send, h, at}, c);
  // The channel may be gone by now. Not done means closed, or that it must be tried again.
  if (!w.again) return w.done;
  const reference kept(h);
  return send_value(h, from, how, at);
}

bool try_send_value(channel_head* h, void* from, transfer how) {
  choice_point();
  if (h == nullptr || !may_send(*core(h))) {
    poll_point();
    return false;
  }
  channel& c = *core(h);
  fiber* wake = nullptr;
  std::unique_lock hold(c.lock);
  const attempt a = send_step(c, from, how, wake);
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
