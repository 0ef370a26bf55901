#include "chan/step.h"

namespace lsub::detail {
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
  w.slot = to;
  hold.release();
  wait_in(c.receivers, w, {wait_kind::receive, h, at}, c);
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
