#include <utility>

#include "chan/step.h"
#include "sched/ready_list.h"

namespace lsub::detail {
namespace {

// Adds all who wait to `woken`, first come first. Those of a select claimed elsewhere are only
// taken from the queue.
void detach_all(waiter_list& list, ready_list& woken) noexcept {
  waiter* w = first_of(list);
  set_first(list, nullptr);
  list.last = nullptr;
  while (w != nullptr) {
    w->queued = false;
    w->done = false;
    if (selection* const s = selection_of(*w); s == nullptr) {
      woken.add(task_of(*w));
    } else if (!s->claimed.exchange_acq_rel(true)) {
      s->fired = w;
      woken.add(task_of(*w));
    }
    w = w->next;
  }
}

}  // namespace

void close_channel(channel_head* h, error why) noexcept {
  if (h == nullptr) return;
  choice_point();
  channel& c = *core(h);
  ready_list woken;
  {
    const section hold(c.lock);
    if (c.is_closed()) return;
    c.why = std::move(why);
    c.filling.store_release(c.filling.load_relaxed() | closed_bit);
    detach_all(c.receivers, woken);
    detach_all(c.senders, woken);
  }
  woken.make_ready();
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
