#include <lsub/detail/spawn.h>

#include <mutex>
#include <new>

#include "sched/attach.h"
#include "sched/ready.h"

namespace lsub::detail {
namespace {

// Who starts so many fibers in one turn lets them run: each that has ended leaves its record and its
// stack, still in the cache, to the next. Where every fiber starts a few, as in a tree, none steps
// back: that would go through the tree by its breadth.
constexpr unsigned most_spawns = 64;

fiber* record(new_fiber* f) noexcept {
  return reinterpret_cast<fiber*>(f);
}

// For spawns from ordinary threads; protected by its lock.
std::mutex outside_lock;
fiber_cache outside;

fiber* take_record() {
  if (!the_scheduler().started.load(std::memory_order_acquire)) [[unlikely]]
    ensure_started();
  if (worker* w = this_worker()) [[likely]]
    return w->fibers.take();
  this_thread_task();
  const std::lock_guard hold(outside_lock);
  return outside.take();
}

}  // namespace

new_fiber* prepare_fiber(std::size_t size, std::size_t alignment, void (*run)(void*), location at) {
  fiber* f = take_record();
  f->run = run;
  f->started = at;
  if (size > fiber::inline_bytes || alignment > fiber::inline_alignment) {
    void* heap = ::operator new (size, std::align_val_t{alignment}, std::nothrow);
    if (heap == nullptr) {
      discard_fiber(reinterpret_cast<new_fiber*>(f));
      throw std::bad_alloc();
    }
    f->heap_closure = heap;
    f->closure_alignment = static_cast<std::uint32_t>(alignment);
  }
  return reinterpret_cast<new_fiber*>(f);
}

void* closure_of(new_fiber* f) noexcept {
  return record(f)->closure();
}

void discard_fiber(new_fiber* opaque) noexcept {
  fiber* f = record(opaque);
  if (f->closure_alignment != 0) {
    ::operator delete (f->heap_closure, std::align_val_t{f->closure_alignment});
  }
  if (worker* w = this_worker()) return w->fibers.give(f);
  const std::lock_guard hold(outside_lock);
  outside.give(f);
}

void start_fiber(new_fiber* f) noexcept {
  worker* const w = this_worker();
  if (w == nullptr) [[unlikely]]
    return inject(record(f));
  make_ready_new(w, record(f));
  w->count_spawn();
  if (w->spawns % most_spawns == 0) [[unlikely]]
    yield_fiber();
}

}  // namespace lsub::detail
