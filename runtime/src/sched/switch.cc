#include "sched/switch.h"

#include <lsub/detail/rest.h>

#include <exception>
#include <utility>

#include "core/report.h"
#include "sched/ready.h"

namespace lsub::detail {
namespace {

// Runs the fiber until it ends, or rests for what it returns.
rest* run_one(fiber* f) {
  try {
    for (;;) {
      f->run(f->closure());
      if (f->resting == nullptr) [[likely]]
        return nullptr;
      rest* const r = std::exchange(f->resting, nullptr);
      if (!r->is_over()) return r;
    }
  } catch (...) {
    report_exception(*f);
    std::terminate();
  }
}

void free_closure(fiber* f) noexcept {
  if (f->closure_alignment != 0) {
    ::operator delete (f->heap_closure, std::align_val_t{f->closure_alignment});
  }
}

void give_stack(worker* w, fiber* f) noexcept {
#if LSUB_TSAN
  __tsan_destroy_fiber(f->tsan);
  f->tsan = nullptr;
#endif
  w->stacks.give(std::exchange(f->bound, {}));
}

void recycle(void* ended, void*) {
  worker* w = on_worker();
  auto* f = static_cast<fiber*>(ended);
  give_stack(w, f);
  w->fibers.give(f);
}

// Only now may others find the fiber, for the first who does gives it another stack.
void let_rest(void* resting, void* until) {
  auto* f = static_cast<fiber*>(resting);
  give_stack(on_worker(), f);
  f->context = nullptr;
  static_cast<rest*>(until)->admit();
}

// A stack's whole life: runs its fiber, then any that have none and come next, then goes back.
void run_fibers(arrival a) {
  arrive(a);
  for (;;) {
    fiber* f = on_worker()->current;
    rest* const until = run_one(f);
    if (until == nullptr) free_closure(f);
    worker* w = on_worker();
    fiber* next = next_fiber(w);
    if (next == nullptr) next = &w->idle;
    w->current = next;
    if (next->context == nullptr && !LSUB_TSAN) {
      next->bound = f->bound;
#if LSUB_ASAN
      next->asan_bottom = f->asan_bottom;
      next->asan_size = f->asan_size;
#endif
      if (until == nullptr) {
        w->fibers.give(f);
        continue;
      }
      f->bound = {};
      f->context = nullptr;
      until->admit();
      continue;
    }
    if (next->context == nullptr) bind_stack(w, next);
    w->pending = {until == nullptr ? &recycle : &let_rest, f, until};
    announce(nullptr, next);
    jump(next->context, f);
    __builtin_unreachable();
  }
}

}  // namespace

void jump_with_exceptions(worker* w, fiber* next) {
  const exception_state saved = *w->exceptions;
  *w->exceptions = {};
  jump_plainly(w, next);
  *on_worker()->exceptions = saved;
}

void begin_step() noexcept {
  on_worker()->current->waiting.kind = wait_kind::none;
}

void end_step(rest& r) noexcept {
  on_worker()->current->resting = &r;
}

void bind_stack(worker* w, fiber* f) {
  f->bound = w->stacks.take();
#if LSUB_ASAN
  f->asan_bottom = f->bound.bottom;
  f->asan_size = f->bound.size();
  f->fake_stack = nullptr;
#endif
  f->context = make_context(f->bound.top, f->bound.size(), &run_fibers);
}

}  // namespace lsub::detail
