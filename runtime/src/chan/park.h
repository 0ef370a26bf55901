// Parking on a channel in a section of the sole worker.
//
// A fiber that was left through a call comes back through that call's return, which the processor
// predicts from the calls it saw last: another fiber's. So where the context switch is our own, the
// call, the jump and the return are one piece of assembly that returns by a jump.
#pragma once

#include "chan/channel.h"
#include "core/context.h"
#include "core/sanitizer.h"
#include "sched/ready.h"

#if !defined(LSUB_STOCK_CONTEXT) && !LSUB_ASAN && !LSUB_TSAN
#define LSUB_PARK_BY_JUMP 1
#else
#define LSUB_PARK_BY_JUMP 0
#endif

namespace lsub::detail {

#if LSUB_PARK_BY_JUMP
// Queues a waiter for `slot` at `list`, with `how` if it sends, parks, and returns whether its value
// has crossed. `place` is the line in the source and, 32 bits up, the kind of wait.
extern "C" [[gnu::visibility("hidden")]] bool lsub_park_on_channel(waiter_list* list, void* slot,
                                                                   const char* file,
                                                                   std::uint64_t place,
                                                                   transfer how);
#endif

// Requires: in a section of the sole worker, which it ends; the transfer throws nothing.
[[gnu::always_inline]] inline bool park_on_channel(worker* on, channel& c, waiter_list& list,
                                                   wait_kind kind, void* slot, transfer how,
                                                   location at) {
#if LSUB_PARK_BY_JUMP
  (void)on;
  (void)c;
  return lsub_park_on_channel(&list, slot, at.file,
                              at.line | static_cast<std::uint64_t>(kind) << 32, how);
#else
  waiter w;
  w.task = on->current;
  w.slot = slot;
  w.how = how;
  link_back(list, w);
  park_alone(on, {kind, static_cast<channel_head*>(&c), at});
  return w.done;
#endif
}

}  // namespace lsub::detail
