// Parking on a channel, in a section of the sole worker.
#pragma once

#include "chan/channel.h"
#include "sched/departure.h"

namespace lsub::detail {

#if LSUB_PARK_BY_JUMP
// Queue the current fiber, park, and return whether its value has crossed. The receiver's slot is
// at `slot`, the sender's value there is given with `how`; the place in the source comes last.
extern "C" {
[[gnu::visibility("hidden")]] bool lsub_park_to_receive(channel_head* c, void* slot,
                                                        const char* file, unsigned line);
[[gnu::visibility("hidden")]] bool lsub_park_to_send(channel_head* c, void* slot, transfer how,
                                                     const char* file, unsigned line);
}
#endif

// Requires, for both: in a section of the sole worker, which they end; the transfer throws nothing.
[[gnu::always_inline]] inline bool park_to_receive([[maybe_unused]] worker* on, channel_head* c,
                                                   void* slot, location at) {
#if LSUB_PARK_BY_JUMP
  return lsub_park_to_receive(c, slot, at.file, at.line);
#else
  waiter& w = begin_wait(on->current, slot);
  append(c->receivers, w);
  park_alone(on, {wait_kind::receive, c, at});
  return w.done;
#endif
}
[[gnu::always_inline]] inline bool park_to_send([[maybe_unused]] worker* on, channel_head* c,
                                                void* slot, transfer how, location at) {
#if LSUB_PARK_BY_JUMP
  return lsub_park_to_send(c, slot, how, at.file, at.line);
#else
  waiter& w = begin_wait(on->current, slot);
  w.how = how;
  append(c->senders, w);
  park_alone(on, {wait_kind::send, c, at});
  return w.done;
#endif
}

}  // namespace lsub::detail
