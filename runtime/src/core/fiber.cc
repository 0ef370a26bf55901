#include "core/fiber.h"

#include <atomic>
#include <mutex>
#include <new>

#if LSUB_ASAN
#include <sanitizer/lsan_interface.h>
#endif

namespace lsub::detail {
namespace {

constexpr std::size_t slab_fibers = 128;
constexpr std::uint64_t id_block = 64;

// Protects all below it. Nothing may block or switch under it.
std::mutex lock;
fiber* spare = nullptr;
std::uint64_t next_id = 2;  // 1 is main

// Slabs are only added, so the list may be read without the lock.
struct slab {
  fiber fibers[slab_fibers];
  std::atomic<slab*> newer{nullptr};
};
std::atomic<slab*> oldest{nullptr};
slab* newest = nullptr;

void make_slab() {
  auto* s = new slab;
#if LSUB_ASAN
  __lsan_register_root_region(s, sizeof(slab));
#endif
  (newest != nullptr ? newest->newer : oldest).store(s, std::memory_order_release);
  newest = s;
  for (fiber& f : s->fibers) {
    f.next = spare;
    spare = &f;
  }
}

}  // namespace

void fiber_cache::refill() {
  const std::lock_guard hold(lock);
  if (spare == nullptr) make_slab();
  while (spare != nullptr && count_ < most / 2) {
    fiber* f = spare;
    spare = f->next;
    f->next = spare_;
    spare_ = f;
    ++count_;
  }
  if (next_id_ == end_id_) {
    next_id_ = next_id;
    end_id_ = next_id += id_block;
  }
}

void fiber_cache::shed() noexcept {
  const std::lock_guard hold(lock);
  while (count_ > most / 2) {
    fiber* g = spare_;
    spare_ = g->next;
    g->next = spare;
    spare = g;
    --count_;
  }
}

void each_live_fiber(void (*visit)(fiber&, void*), void* context) {
  for (slab* s = oldest.load(std::memory_order_acquire); s != nullptr;
       s = s->newer.load(std::memory_order_acquire)) {
    for (fiber& f : s->fibers) {
      if (f.live) visit(f, context);
    }
  }
}

}  // namespace lsub::detail
