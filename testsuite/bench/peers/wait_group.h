// Waits for a number of done() calls. Its state is never freed: the last done() may still be about
// to return.
#pragma once

#include <mutex>

#include "peer.h"

class wait_group {
 public:
  explicit wait_group(long count) : state_(new state) { state_->left = count; }

  void done() const {
    if (state_->left.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    std::lock_guard lock(state_->guard);
    state_->zero.notify_all();
  }
  void wait() const {
    std::unique_lock lock(state_->guard);
    state_->zero.wait(lock, [&] { return state_->left.load(std::memory_order_acquire) == 0; });
  }

 private:
  struct state {
    std::atomic<long> left{0};
    peer::mutex guard;
    peer::condition zero;
  };
  state* state_;
};
