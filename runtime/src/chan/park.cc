#include "chan/park.h"

#if LSUB_PARK_BY_JUMP

namespace lsub::detail {

extern "C" {
[[gnu::used, gnu::visibility("hidden")]] departure lsub_depart_to_receive(channel_head* c,
                                                                          void* slot,
                                                                          const char* file,
                                                                          unsigned line) noexcept {
  worker* const on = on_worker();
  fiber* const me = on->current;
  append(c->receivers, begin_wait(me, slot));
  me->waiting = wait_reason{wait_kind::receive, c, {file, line}};
  return depart(on);
}
[[gnu::used, gnu::visibility("hidden")]] departure lsub_depart_to_send(channel_head* c, void* slot,
                                                                       transfer how,
                                                                       const char* file,
                                                                       unsigned line) noexcept {
  worker* const on = on_worker();
  fiber* const me = on->current;
  waiter& w = begin_wait(me, slot);
  w.how = how;
  append(c->senders, w);
  me->waiting = wait_reason{wait_kind::send, c, {file, line}};
  return depart(on);
}
}

// The frame only keeps the stack aligned.
asm(LSUB_PARKING_FUNCTION("lsub_park_to_receive", "8", "call lsub_depart_to_receive", ""));
asm(LSUB_PARKING_FUNCTION("lsub_park_to_send", "8", "call lsub_depart_to_send", ""));

}  // namespace lsub::detail

#endif
