#include "chan/park.h"

#if LSUB_PARK_BY_JUMP

namespace lsub::detail {
namespace {

// Something has to be done first for the one that was left.
[[gnu::noinline]] bool arrive_late(void* from, fiber* left) noexcept {
  arrive({from, left});
  fiber* const me = this_worker()->current;
  me->waiting.kind = wait_kind::none;
  return me->wait.done;
}

}  // namespace

departure bind_departure(worker* on, fiber* leaving) noexcept {
  fiber* const next = on->current;
  bind_stack(on, next);
  return {next->context, leaving};
}

departure depart_slowly(worker* on) noexcept {
  fiber* const me = on->current;
  fiber* next = next_fiber_slowly(on);
  if (next == nullptr) next = &on->idle;
  on->current = next;
  return next->context == nullptr ? bind_departure(on, me) : departure{next->context, me};
}

extern "C" {
[[gnu::used, gnu::visibility("hidden")]] departure lsub_depart(waiter_list* list, void* slot,
                                                               const char* file,
                                                               std::uint64_t place,
                                                               transfer how,
                                                               channel_head* c) noexcept {
  worker* const on = this_worker();
  fiber* const me = on->current;
  link_back(*list, begin_wait(me, slot, how));
  const auto kind = static_cast<wait_kind>(place >> 32);
  me->waiting = wait_reason{kind, c, {file, static_cast<unsigned>(place)}};
  return depart(on);
}

// Returns whether the value of a plain operation has crossed.
[[gnu::used, gnu::visibility("hidden")]] bool lsub_arrive(void* from, fiber* left) noexcept {
  worker* const on = this_worker();
  if (on->pending.run != nullptr) [[unlikely]]
    return arrive_late(from, left);
  left->context = from;
  on->end_alone();
  on->current->waiting.kind = wait_kind::none;
  return on->current->wait.done;
}
}

// The frame only keeps the stack aligned.
asm(LSUB_PARKING_FUNCTION("lsub_park_on_channel", "8", "call lsub_depart", ""));

}  // namespace lsub::detail

#endif
