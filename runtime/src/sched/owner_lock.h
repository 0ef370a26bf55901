// A lock that is nearly free for its owner: the others pay, with a barrier in the kernel.
//
// The owner writes `busy` and looks at `taken`; another one writes `taken` and looks at `busy`. Of
// two who do so at once, at least one must see the other: the kernel's barrier stands in for the
// fence the owner leaves out. Nothing may block or switch under it.
#pragma once

#include <atomic>

namespace lsub::detail {

void enter_kernel_barrier() noexcept;

class owner_lock {
 public:
  // By the owner only.
  void lock() noexcept {
    busy_.store(true, std::memory_order_relaxed);
    if (cheap) {
      std::atomic_signal_fence(std::memory_order_seq_cst);
    } else {
      fence_.exchange(true, std::memory_order_seq_cst);
    }
    if (taken_.load(std::memory_order_acquire)) wait_for_other();
  }
  void unlock() noexcept { busy_.store(false, std::memory_order_release); }

  // By anybody else.
  void lock_other() noexcept;
  void unlock_other() noexcept { taken_.store(false, std::memory_order_release); }

  // Of an owner that calls fence after a store, and another one that calls fence_owners after one,
  // at least one sees the other's store when it looks next.
  static void fence() noexcept {
    if (cheap) {
      std::atomic_signal_fence(std::memory_order_seq_cst);
    } else {
      std::atomic_thread_fence(std::memory_order_seq_cst);
    }
  }
  static void fence_owners() noexcept;

  // Whether fence costs nothing.
  static bool is_cheap() noexcept { return cheap; }

 private:
  void wait_for_other() noexcept;

  // Whether the kernel has the barrier. Set before any code of a program runs.
  static bool cheap;

  friend void enter_kernel_barrier() noexcept;

  std::atomic<bool> busy_{false};
  std::atomic<bool> taken_{false};
  std::atomic<bool> fence_{false};
};

}  // namespace lsub::detail
