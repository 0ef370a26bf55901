// What channels, mutexes and wait groups consist of: a lock for a few instructions, and a queue of
// those who wait.
#pragma once

#include <lsub/detail/atomic.h>

namespace lsub::detail {

// A lock for a few instructions. Nothing under it may block, allocate or call user code.
class spin_lock {
 public:
  void lock() noexcept {
    if (held_.exchange_acquire(true)) contend();
  }
  bool try_lock() noexcept { return !held_.exchange_acquire(true); }
  void unlock() noexcept { held_.store_release(false); }

 private:
  void contend() noexcept;

  atomic<bool> held_;
};

struct waiter;

// First in first out. Protected by the lock of what it belongs to; `first` may be compared with
// null without it, for a hint.
struct waiter_list {
  atomic<waiter*> first;
  waiter* last = nullptr;
};

}  // namespace lsub::detail
