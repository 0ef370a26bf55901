#include "sched/departure.h"

#if LSUB_PARK_BY_JUMP

namespace lsub::detail {
namespace {

// Something has to be done first for the one that was left.
[[gnu::noinline]] bool arrive_late(void* from, fiber* left) noexcept {
  arrive({from, left});
  fiber* const me = on_worker()->current;
  me->waiting.kind = wait_kind::none;
  return me->wait.done;
}

}  // namespace

[[gnu::noinline]] departure bind_departure(worker* on, fiber* leaving) noexcept {
  fiber* const next = on->current;
  bind_stack(on, next);
  return {next->context, leaving};
}

[[gnu::noinline]] departure depart_slowly(worker* on) noexcept {
  fiber* const me = on->current;
  fiber* next = next_fiber_slowly(on);
  if (next == nullptr) next = &on->idle;
  on->current = next;
  return next->context == nullptr ? bind_departure(on, me) : departure{next->context, me};
}

[[gnu::noinline]] departure depart_in_turn(worker* on) noexcept {
  fiber* const next = on->queue.pop_alone();
  if (next == nullptr) [[unlikely]]
    return depart_slowly(on);
  return depart_for(on, next);
}

extern "C" {
// Returns whether the value of a plain operation has crossed.
[[gnu::used, gnu::visibility("hidden")]] bool lsub_arrive(void* from, fiber* left) noexcept {
  worker* const on = on_worker();
  if (on->pending.run != nullptr) [[unlikely]]
    return arrive_late(from, left);
  left->context = from;
  on->end_alone();
  fiber* const me = on->current;
  me->waiting.kind = wait_kind::none;
  return me->wait.done;
}
}

}  // namespace lsub::detail

#endif
