#include "sched/switch.h"

#include <exception>

#include "core/context.h"
#include "core/report.h"
#include "core/sanitizer.h"
#include "sched/scheduler.h"

#if LSUB_ASAN
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
#endif
#if LSUB_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace lsub::detail {
namespace {

// The sanitizers must know the stack in use. A null `leaving` is a fiber that ends. Always inlined:
// ThreadSanitizer would see a call begin on one fiber and end on another.
__attribute__((always_inline)) inline void announce([[maybe_unused]] fiber* leaving,
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
void arrive(arrival a) noexcept {
  worker* w = this_worker();
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
  const after_switch then = w->pending;
  if (then.run != nullptr) {
    w->pending.run = nullptr;
    then.run(then.first, then.second);
  }
}

[[noreturn]] void run_fibers(arrival a);

void bind_stack(worker* w, fiber* f) {
  f->bound = w->stacks.take();
#if LSUB_ASAN
  f->asan_bottom = f->bound.bottom;
  f->asan_size = f->bound.size();
  f->fake_stack = nullptr;
#endif
  f->context = make_context(f->bound.top, f->bound.size(), &run_fibers);
}

void run_one(fiber* f) {
  try {
    f->run(f->closure);
  } catch (...) {
    report_exception(*f);
    std::terminate();
  }
}

void free_closure(fiber* f) noexcept {
  if (f->closure_alignment != 0) {
    ::operator delete (f->closure, std::align_val_t{f->closure_alignment});
  }
}

void recycle(void* ended, void*) {
  worker* w = this_worker();
  auto* f = static_cast<fiber*>(ended);
#if LSUB_TSAN
  __tsan_destroy_fiber(f->tsan);
  f->tsan = nullptr;
#endif
  w->stacks.give(f->bound);
  w->fibers.give(f);
}

// A stack's whole life: runs its fiber, then any fresh ones that come next, then goes back.
void run_fibers(arrival a) {
  arrive(a);
  for (;;) {
    worker* w = this_worker();
    fiber* f = w->current;
    *w->exceptions = {};
    run_one(f);
    free_closure(f);
    w = this_worker();
    fiber* next = next_fiber(w);
    if (next == nullptr) next = &w->idle;
    w->current = next;
    if (next->context == nullptr && !LSUB_TSAN) {
      next->bound = f->bound;
#if LSUB_ASAN
      next->asan_bottom = f->asan_bottom;
      next->asan_size = f->asan_size;
#endif
      w->fibers.give(f);
      continue;
    }
    if (next->context == nullptr) bind_stack(w, next);
    w->pending = {&recycle, f, nullptr};
    announce(nullptr, next);
    lsub_jump_context(next->context, f);
    __builtin_unreachable();
  }
}

}  // namespace

void switch_to(worker* w, fiber* next, after_switch then) {
  fiber* me = w->current;
  if (next->context == nullptr) bind_stack(w, next);
  w->current = next;
  w->pending = then;
  const exception_state saved = *w->exceptions;
  announce(me, next);
  arrive(lsub_jump_context(next->context, me));
  *this_worker()->exceptions = saved;
}

}  // namespace lsub::detail
