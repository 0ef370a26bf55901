#include "sched/switch.h"

#include <exception>

#include "core/report.h"
#include "sched/ready.h"

namespace lsub::detail {
namespace {

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
    jump(next->context, f);
    __builtin_unreachable();
  }
}

}  // namespace

void jump_with_exceptions(worker* w, fiber* next) {
  const exception_state saved = *w->exceptions;
  *w->exceptions = {};
  jump_plainly(w, next);
  *this_worker()->exceptions = saved;
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
