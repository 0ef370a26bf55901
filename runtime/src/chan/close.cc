#include <utility>

#include "chan/step.h"
#include "sched/ready_list.h"

namespace lsub::detail {
namespace {

// The fiber or thread to be woken; null if its select is claimed elsewhere.
fiber* detach(waiter& w) noexcept {
  w.queued = false;
  w.done = false;
  selection* const s = selection_of(w);
  if (s == nullptr) return task_of(w);
  if (s->claimed.exchange_acq_rel(true)) return nullptr;
  s->fired = &w;
  return task_of(w);
}

// Adds all who wait to `woken`, first come first. From both ends to the middle: of many waiters
// each is out of the caches, and so two are fetched at a time.
void detach_all(waiter_list& list, ready_list& woken) noexcept {
  waiter* front = first_of(list);
  waiter* back = list.last;
  set_first(list, nullptr);
  list.last = nullptr;
  ready_list later;
  for (bool more = front != nullptr; more;) {
    waiter* const next = front->next;
    waiter* const before = back->previous;
    if (fiber* const f = detach(*front)) woken.add(f);
    if (front == back) break;
    if (fiber* const f = detach(*back)) later.add_first(f);
    more = next != back;
    front = next;
    back = before;
  }
  woken.append(later);
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
