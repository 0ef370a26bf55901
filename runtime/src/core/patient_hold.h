// A lock taken by a signal handler: the thread it interrupted may be the holder.
#pragma once

#include <lsub/detail/waiting.h>
#include <sched.h>

namespace lsub::detail {

// Tries for longer than anybody holds a spin_lock, then goes without. Async-signal-safe.
class patient_hold {
 public:
  explicit patient_hold(spin_lock& lock) noexcept : lock_(lock) {
    constexpr int tries = 200;
    for (int i = 0; i < tries && !held_; ++i) {
      held_ = lock_.try_lock();
      if (!held_) sched_yield();
    }
  }
  ~patient_hold() {
    if (held_) lock_.unlock();
  }
  patient_hold(const patient_hold&) = delete;
  patient_hold& operator=(const patient_hold&) = delete;

  bool held() const noexcept { return held_; }

 private:
  spin_lock& lock_;
  bool held_ = false;
};

}  // namespace lsub::detail
