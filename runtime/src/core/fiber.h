// The record of a fiber, kept apart from its stack: a fiber gets a stack when it first runs, and
// again after each rest.
//
// Ordinary threads that block have one too, so that queues hold one kind of thing.
// Records come from slabs that are never unmapped, so the report can walk all of them.
#pragma once

#include <lsub/detail/channel.h>
#include <lsub/detail/location.h>

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/published.h"
#include "core/records.h"
#include "core/sanitizer.h"
#include "core/stack.h"

namespace lsub::detail {

enum class wait_kind : unsigned char {
  none,
  receive,
  send,
  select,
  sleep,
  wait_group,
  mutex,
  blocking,
  reading,
  writing,
};

// What a parked fiber waits for; written on the way to parking only.
struct wait_reason {
  wait_kind kind = wait_kind::none;
  const void* object = nullptr;
  location where;
};

// Both as a report may read them while the fiber goes on.
struct published_place {
  published<const char*> file{""};
  published<unsigned> line{0};

  void operator=(location at) noexcept {
    file = at.file;
    line = at.line;
  }
  operator location() const noexcept { return {file, line}; }
};
struct published_reason {
  published<wait_kind> kind{wait_kind::none};
  published<const void*> object{nullptr};
  published_place where;

  void operator=(const wait_reason& why) noexcept {
    object = why.object;
    where = why.where;
    kind = why.kind;
  }
};

class rest;

struct alignas(128) fiber {
  fiber() noexcept { wait.task = this; }

  static constexpr std::size_t inline_bytes = 64;
  static constexpr std::size_t inline_alignment = 16;

  // What parking and resuming touch: one line of the cache.
  published<void*> context{nullptr};  // null: has no stack: it has never run, or it rests
  fiber* next = nullptr;              // in a run queue or a free list
  fiber* previous = nullptr;
  // Not null: this is a thread, blocked while the word is 0.
  std::atomic<std::uint32_t>* thread = nullptr;
  published_reason waiting;

  // In the queue of the one channel it waits for, if it does. Here, not on the stack: records lie
  // side by side, so whoever wakes many finds the next one in the caches.
  waiter wait;

  stack bound;
  void (*run)(void*) = nullptr;
  rest* resting = nullptr;  // how a step has ended
  published<std::uint64_t> id{0};
  published_place started;
  std::uint32_t closure_alignment = 0;  // not 0: the closure is on the heap
  published<bool> live{false};

#if LSUB_ASAN
  void* fake_stack = nullptr;
  const void* asan_bottom = nullptr;
  std::size_t asan_size = 0;
#endif
#if LSUB_TSAN
  void* tsan = nullptr;
#endif

  union alignas(inline_alignment) {
    char inline_closure[inline_bytes];
    void* heap_closure;
  };

  void* closure() noexcept { return closure_alignment == 0 ? inline_closure : heap_closure; }
};

// A worker's own spare records and ids. Not thread-safe.
class fiber_cache {
 public:
  // A record with a fresh id.
  fiber* take() {
    if (next_id_ == end_id_) [[unlikely]]
      take_ids();
    return take(next_id_++);
  }
  // A record with this id.
  fiber* take(std::uint64_t id) {
    fiber* f = spare_.take();
    f->id = id;
    f->context = nullptr;
    f->next = nullptr;
    f->closure_alignment = 0;
    f->waiting.kind = wait_kind::none;
    f->live = true;
    return f;
  }
  void give(fiber* f) noexcept {
    f->live = false;
    spare_.give(f);
  }

 private:
  void take_ids() noexcept;

  record_cache<fiber> spare_;
  std::uint64_t next_id_ = 0;
  std::uint64_t end_id_ = 0;
};

// Calls visit(f, context) for each record in use. Async-signal-safe. Unless no worker runs, a fiber
// may start, end or go on meanwhile.
void each_live_fiber(void (*visit)(fiber&, void*), void* context);

}  // namespace lsub::detail
