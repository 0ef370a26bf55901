#include <lsub/detail/rest.h>

#include "chan/park.h"
#include "chan/step.h"

namespace lsub::detail {

namespace {

// After a sender was admitted, among several workers: it comes to run while the others still have
// half a buffer to work on.
void refill(std::size_t room) noexcept {
  worker* const w = this_worker();
  if (w != nullptr && room > 1) w->yield_within(room / 2);
}

}  // namespace

bool receive_value(channel_head* h, void* to, location at) {
  choice_point();
  if (h == nullptr) wait_for_ever(wait_kind::receive, at);
  channel& c = *core(h);
  if (c.is_drained()) {
    after_drained();
    return false;
  }
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = receive_step(c, hold.alone(), to, wake);
  if (a != attempt::blocked) {
    const std::size_t room = c.room;
    hold.unlock();
    if (wake != nullptr && !hold.alone()) refill(room);
    after_operation(wake);
    return a == attempt::done;
  }
  // The channel may be gone afterwards. Not done means closed.
  return wait_in(c.receivers, to, nullptr, {wait_kind::receive, h, at}, c, hold).done;
}

bool receive_blocked(channel_head* h, void* to, location at) {
  worker* const on = begin_leaving();
  if (on == nullptr) [[unlikely]]
    return receive_value(h, to, at);
  return park_to_receive(on, h, to, at);
}

bool receive_rest_core::is_over() {
  choice_point();
  channel& c = *core(channel_);
  fiber* const me = on_worker()->current;
  wait_.task = me;
  wait_.done = false;
  if (c.is_drained()) {
    after_drained();
    return true;
  }
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = receive_step(c, hold.alone(), wait_.slot, wake);
  if (a != attempt::blocked) {
    hold.unlock();
    wait_.done = a == attempt::done;
    after_operation(wake);
    return true;
  }
  // As begin_wait.
  wait_.done = true;
  link_back(c.receivers, wait_);
  me->waiting = wait_reason{wait_kind::receive, channel_, at_};
  hold.leave_open();
  return false;
}

void receive_rest_core::admit() noexcept {
  end_left(core(channel_)->lock);
}

bool try_receive_value(channel_head* h, void* to) {
  choice_point();
  if (h == nullptr || !may_receive(*core(h)) || core(h)->is_drained()) {
    after_nothing();
    return false;
  }
  channel& c = *core(h);
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = receive_step(c, hold.alone(), to, wake);
  hold.unlock();
  if (a == attempt::done) {
    after_operation(wake);
  } else {
    after_nothing();
  }
  return a == attempt::done;
}

}  // namespace lsub::detail
