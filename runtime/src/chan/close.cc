#include <utility>

#include "chan/step.h"

namespace lsub::detail {
namespace {

// Moves all waiters to the end of a chain, first come first. Those of a select claimed elsewhere
// are only taken from the queue.
waiter** detach_all(waiter_list& list, waiter** end) noexcept {
  while (waiter* w = unlink_first(list)) {
    selection* s = selection_of(*w);
    if (s != nullptr) {
      if (s->claimed.exchange_acq_rel(true)) continue;
      s->fired = w;
    }
    w->done = false;
    w->next = nullptr;
    *end = w;
    end = &w->next;
  }
  return end;
}

}  // namespace

void close_channel(channel_head* h, error why) noexcept {
  if (h == nullptr) return;
  choice_point();
  channel& c = *core(h);
  waiter* woken = nullptr;
  {
    const section hold(c.lock);
    if (c.is_closed()) return;
    c.why = std::move(why);
    c.closed.store_release(true);
    detach_all(c.senders, detach_all(c.receivers, &woken));
  }
  while (woken != nullptr) {
    // Its owner may run, and the waiter be gone, as soon as it is ready.
    waiter* next = woken->next;
    make_ready_later(task_of(*woken));
    woken = next;
  }
}

void close_channel(channel_head* h) noexcept {
  close_channel(h, {});
}

error closing_error(channel_head* h) noexcept {
  choice_point();
  if (h == nullptr || !core(h)->is_closed()) return {};
  return core(h)->why;
}

}  // namespace lsub::detail
