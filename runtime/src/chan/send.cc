#include <lsub/detail/quick.h>

#include "chan/park.h"
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
  section hold(c.lock);
  const attempt a = send_step(c, hold.alone(), from, how, wake);
  hold.unlock();
  if (wake != nullptr) make_ready_later(wake);
  return a;
}

void after_operation_of_thread() {
  static thread_local unsigned operations = 0;
  if (++operations % operations_between_yields == 0) yield_fiber();
}

bool send_value(channel_head* h, void* from, transfer how, location at) {
  choice_point();
  if (h == nullptr) wait_for_ever(wait_kind::send, at);
  channel& c = *core(h);
  fiber* wake = nullptr;
  section hold(c.lock);
  const attempt a = send_step(c, hold.alone(), from, how, wake);
  if (a != attempt::blocked) {
    hold.unlock();
    after_operation(wake);
    return a == attempt::done;
  }
  const waiter& w = wait_in(c.senders, from, how, {wait_kind::send, h, at}, c, hold);
  // The channel may be gone by now. Not done means closed, or that it must be tried again.
  if (!w.again) return w.done;
  const reference kept(h);
  return send_value(h, from, how, at);
}

void complete_alone(worker_head* on, waiter_list& list, waiter* w) {
  waiter* const next = w->next;
  set_first(list, next);
  (next != nullptr ? next->previous : list.last) = nullptr;
  w->done = true;
  if (selection* const s = selection_of(*w)) {
    s->claimed.store_relaxed(true);
    s->fired = w;
    w->queued = false;
  }
  make_next_alone(static_cast<worker*>(on), task_of(*w));
  on->after_operation();
}

bool send_blocked(channel_head* h, void* from, transfer how, location at) {
  worker* const on = this_worker();
  if (has_exceptions(on) || !on->begin_alone()) [[unlikely]]
    return send_value(h, from, how, at);
  return park_on_channel(on, *core(h), h->senders, wait_kind::send, from, how, at);
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
  hold.unlock();
  if (a == attempt::done) {
    after_operation(wake);
  } else {
    after_nothing();
  }
  return a == attempt::done;
}

}  // namespace lsub::detail
