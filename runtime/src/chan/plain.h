// The short ways of channel operations: elements that are bytes, in a section without locks. What a
// short way can't do it leaves, untouched, to the long one.
#pragma once

#include <cstring>

#include "chan/step.h"

namespace lsub::detail {

inline void copy_plain(const channel& c, void* to, const void* from) noexcept {
  const std::size_t size = c.type->size;
  if (size == sizeof(std::uint64_t)) {
    std::memcpy(to, from, sizeof(std::uint64_t));
  } else if (size == sizeof(std::uint32_t)) {
    std::memcpy(to, from, sizeof(std::uint32_t));
  } else {
    std::memcpy(to, from, size);
  }
}

// Whether `w` was not claimed elsewhere; claims it.
inline bool claim_plainly(waiter& w) noexcept {
  selection* const s = selection_of(w);
  if (s == nullptr) [[likely]]
    return true;
  if (!claim(*s, true)) return false;
  s->fired = &w;
  return true;
}

// The fiber whose waiter is first, claimed before; decided now and taken from the queue.
inline fiber* complete_first(waiter_list& list, waiter& w) noexcept {
  waiter* const next = w.next;
  set_first(list, next);
  (next != nullptr ? next->previous : list.last) = nullptr;
  w.queued = false;
  w.done = true;
  return task_of(w);
}

// Makes `wake` the next to run on `on`.
inline void make_next(worker* on, fiber* wake) noexcept {
  if (wake->thread != nullptr) [[unlikely]]
    return make_ready_slowly(wake);
  feed_others(on->queue.push_next(wake));
}

// After an operation on `on`, its section ended.
[[gnu::always_inline]] inline bool done_plainly(worker* on, unsigned turn) {
  on->count_operation();
  if (turn % operations_between_yields == 0) [[unlikely]]
    yield_fiber();
  return true;
}

}  // namespace lsub::detail
