// A lock that is nearly free for its owner: the others pay, with a barrier in the kernel.
//
// The owner writes `busy` and looks at `state`; another one writes `state` and looks at `busy`. Of
// two who do so at once, at least one must see the other: the kernel's barrier stands in for the
// fence the owner leaves out. Nothing may block or switch under it.
//
// Who wants something that the lock protects may also ask for it, which costs nobody much: the
// owner sees that when it locks the next time, lays out what is wanted and grants it.
// sched/owner_lock.pml is the model of this.
#pragma once

#include <atomic>

namespace lsub::detail {

void enter_kernel_barrier() noexcept;

class owner_lock {
 public:
  // By the owner only. True if somebody asks: the owner may grant that under the lock.
  bool lock() noexcept {
    busy_.store(true, std::memory_order_relaxed);
    if (cheap) {
      std::atomic_signal_fence(std::memory_order_seq_cst);
    } else {
      fence_.exchange(true, std::memory_order_seq_cst);
    }
    if (state_.load(std::memory_order_acquire) == free) [[likely]]
      return false;
    return meet_other();
  }
  void unlock() noexcept { busy_.store(false, std::memory_order_release); }

  // By anybody else, also if somebody asks; what is granted then is the caller's.
  void lock_other() noexcept;
  void unlock_other() noexcept { state_.store(free, std::memory_order_release); }

  // By others. False if somebody asks already, or has the lock. Who asks must withdraw in the end,
  // and take what is granted if it can't; whether a request is one's own makes no difference.
  bool ask() noexcept { return change(free, asked); }
  bool withdraw() noexcept { return change(asked, free); }
  // If something is granted, locks out the others, but not the owner, who has laid it aside.
  bool take_granted() noexcept {
    return state_.load(std::memory_order_relaxed) == granted && change(granted, taken);
  }
  // By the owner. Requires, of grant: under the lock; false if nobody asks any more.
  bool is_asked() const noexcept { return state_.load(std::memory_order_relaxed) == asked; }
  bool grant() noexcept { return change(asked, granted); }

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
  enum state : unsigned char { free, taken, asked, granted };

  bool change(state from, state to) noexcept {
    return state_.compare_exchange_strong(from, to, std::memory_order_acq_rel,
                                          std::memory_order_relaxed);
  }
  bool meet_other() noexcept;
  void wait_until_free() noexcept;

  // Whether the kernel has the barrier. Set before any code of a program runs.
  static bool cheap;

  friend void enter_kernel_barrier() noexcept;

  std::atomic<bool> busy_{false};
  std::atomic<state> state_{free};
  std::atomic<bool> fence_{false};
};

}  // namespace lsub::detail
