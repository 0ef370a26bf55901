#include "chan/park.h"

#if LSUB_PARK_BY_JUMP

#include <cstddef>

namespace lsub::detail {
namespace {

channel_head* channel_of(waiter_list* list, wait_kind kind) noexcept {
  const std::size_t offset = kind == wait_kind::send ? offsetof(channel_head, senders)
                                                     : offsetof(channel_head, receivers);
  return reinterpret_cast<channel_head*>(reinterpret_cast<char*>(list) - offset);
}

// Something has to be done first for the one that was left.
[[gnu::noinline]] void arrive_late(void* from, fiber* left) noexcept {
  arrive({from, left});
  this_worker()->current->waiting.kind = wait_kind::none;
}

}  // namespace

departure bind_departure(worker* on, fiber* leaving) noexcept {
  fiber* const next = on->current;
  bind_stack(on, next);
  return {next->context, leaving};
}

departure depart_slowly(worker* on) noexcept {
  fiber* const me = on->current;
  fiber* next = next_alone(on);
  if (next == nullptr) next = &on->idle;
  on->current = next;
  return next->context == nullptr ? bind_departure(on, me) : departure{next->context, me};
}

// The assembly knows where these are.
static_assert(sizeof(waiter) == 56);
static_assert(offsetof(waiter, done) == 49);

extern "C" {
[[gnu::used, gnu::visibility("hidden")]] departure lsub_depart(waiter_list* list, void* slot,
                                                               const char* file,
                                                               std::uint64_t place,
                                                               transfer how, waiter* w) noexcept {
  worker* const on = this_worker();
  fiber* const me = on->current;
  w->task = me;
  w->slot = slot;
  w->how = how;
  w->selection = nullptr;
  w->done = false;
  link_back(*list, *w);
  const auto kind = static_cast<wait_kind>(place >> 32);
  me->waiting = wait_reason{kind, channel_of(list, kind), {file, static_cast<unsigned>(place)}};
  return depart(on);
}

[[gnu::used, gnu::visibility("hidden")]] void lsub_arrive(void* from, fiber* left) noexcept {
  worker* const on = this_worker();
  if (on->pending.run != nullptr) [[unlikely]]
    return arrive_late(from, left);
  left->context = from;
  on->end_alone();
  on->current->waiting.kind = wait_kind::none;
}
}

// The frame is the waiter.
asm(LSUB_PARKING_FUNCTION("lsub_park_on_channel", "56", "lsub_depart", "movzbl 49(%rsp), %eax\n"));

}  // namespace lsub::detail

#endif
