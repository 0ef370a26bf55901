// Leaving one fiber for another on the same worker. All of it is inlined where a fiber leaves: a
// jump out of a function that returns elsewhere costs the processor its prediction of that return.
#pragma once

#include "core/context.h"
#include "core/sanitizer.h"
#include "sched/worker.h"

#if LSUB_ASAN
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif
#if LSUB_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace lsub::detail {

// The sanitizers must know the stack in use. A null `leaving` is a fiber that ends. Always inlined:
// ThreadSanitizer would see a call begin on one fiber and end on another.
[[gnu::always_inline]] inline void announce([[maybe_unused]] fiber* leaving,
                                            [[maybe_unused]] fiber* next) noexcept {
#if LSUB_ASAN
  __sanitizer_start_switch_fiber(leaving != nullptr ? &leaving->fake_stack : nullptr,
                                 next->asan_bottom, next->asan_size);
#endif
#if LSUB_TSAN
  if (leaving != nullptr && leaving->tsan == nullptr) leaving->tsan = __tsan_get_current_fiber();
  if (next->tsan == nullptr) next->tsan = __tsan_create_fiber(0);
  __tsan_switch_to_fiber(next->tsan, 0);
#endif
}

// The first thing on the other side: the context left is complete, others may resume it from now
// on.
inline void arrive(arrival a) noexcept {
  worker* w = on_worker();
  auto* from = static_cast<fiber*>(a.data);
  from->context = a.from;
#if LSUB_ASAN
  const void* bottom = nullptr;
  std::size_t size = 0;
  __sanitizer_finish_switch_fiber(w->current->fake_stack, &bottom, &size);
  // A thread's own stack, left for the first time: what lives there is not lost.
  if (from->asan_bottom == nullptr) __lsan_register_root_region(bottom, size);
  from->asan_bottom = bottom;
  from->asan_size = size;
#endif
  if (auto* const run = w->pending.run) {
    w->pending.run = nullptr;
    run(w->pending.first, w->pending.second);
  } else {
    w->end_alone();
  }
}

// Gives a fiber that has none a stack.
void bind_stack(worker* w, fiber* f);

// Whether the running fiber of `w` handles an exception, or is unwinding.
inline bool has_exceptions(const worker* w) noexcept {
  const exception_state& e = *w->exceptions;
  return (reinterpret_cast<std::uintptr_t>(e.caught) | e.uncaught) != 0;
}

// As jump_to, with exceptions to keep.
void jump_with_exceptions(worker* w, fiber* next);

// Leaves the running fiber of `w`, which has no exceptions, for `next`; what `pending` says happens
// once the context is saved. Returns when somebody resumes the fiber, perhaps on another worker.
[[gnu::always_inline]] inline void jump_plainly(worker* w, fiber* next) {
  fiber* me = w->current;
  if (next->context == nullptr) [[unlikely]]
    bind_stack(w, next);
  w->current = next;
  announce(me, next);
  arrive(jump(next->context, me));
}

// The same of any fiber.
[[gnu::always_inline]] inline void jump_to(worker* w, fiber* next) {
  if (has_exceptions(w)) [[unlikely]]
    return jump_with_exceptions(w, next);
  jump_plainly(w, next);
}

[[gnu::always_inline]] inline void switch_to(worker* w, fiber* next, after_switch then) {
  w->pending = then;
  jump_to(w, next);
}

}  // namespace lsub::detail
