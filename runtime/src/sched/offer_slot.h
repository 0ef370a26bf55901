// A lone fiber that was made ready, left to whoever comes first: its worker, once it blocks, or
// another one that searches.
//
// To steal from a queue costs its owner the kernel's barrier (sched/owner_lock); this costs an
// exchange. So it pays for one message, where each side computes a while for each.
// Thread-safety: put is for the owner, the rest for anybody.
#pragma once

#include <atomic>

#include "core/fiber.h"

namespace lsub::detail {

class offer_slot {
 public:
  // Requires: nothing stands.
  void put(fiber* f) noexcept { fiber_.store(f, std::memory_order_release); }
  bool stands() const noexcept { return fiber_.load(std::memory_order_relaxed) != nullptr; }
  // Null if there is none.
  fiber* take() noexcept {
    return stands() ? fiber_.exchange(nullptr, std::memory_order_acq_rel) : nullptr;
  }

 private:
  // Who searches looks again and again: nothing else of the worker's is in its line of the cache.
  alignas(64) std::atomic<fiber*> fiber_{nullptr};
};

}  // namespace lsub::detail
