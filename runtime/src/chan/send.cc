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

namespace {

// After complete_alone, with somebody hungry.
[[gnu::noinline]] void feed_alone(worker* on) {
  feed_if_hungry(on->queue.has_surplus());
  on->after_operation();
}

// The end of complete_alone, of a fiber and of a thread.
LSUB_INLINE void let_run(worker* on, fiber* task) {
  on->queue.push_next_alone(task);
  on->end_alone();
  if (may_feed_others(on)) [[unlikely]]
    return feed_alone(on);
  on->after_operation();
}
[[gnu::noinline]] void complete_thread(worker* on, fiber* task) {
  on->end_alone();
  make_ready_slowly(task);
  on->after_operation();
}

// The rest of complete_alone, of a thread or in a select.
[[gnu::noinline]] void complete_chosen(worker* on, waiter* w) {
  w->done = true;
  w->queued = false;
  if (selection* const s = selection_of(*w)) {
    s->claimed.store_relaxed(true);
    s->fired = w;
    if (s->cases != nullptr) take_back_cases(*s);
  }
  fiber* const task = task_of(*w);
  if (task->thread != nullptr) [[unlikely]]
    return complete_thread(on, task);
  let_run(on, task);
}

// Lets the first of `list` run, in a section of the sole worker, which it ends. The calls are its
// last steps, so that it saves no registers.
LSUB_INLINE void complete_alone(worker* on, waiter_list& list) {
  waiter* const w = first_of(list);
  waiter* const next = w->next;
  set_first(list, next);
  (next != nullptr ? next->previous : list.last) = nullptr;
  if (!w->plain) return complete_chosen(on, w);
  let_run(on, task_of(*w));
}

}  // namespace

void complete_receiver(worker_head* on, channel_head* c) {
  complete_alone(static_cast<worker*>(on), c->receivers);
}

void complete_sender(worker_head* on, channel_head* c) {
  complete_alone(static_cast<worker*>(on), c->senders);
}

bool send_blocked(channel_head* h, void* from, transfer how, location at) {
  worker* const on = begin_leaving();
  if (on == nullptr) [[unlikely]]
    return send_value(h, from, how, at);
  return park_to_send(on, h, from, how, at);
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
