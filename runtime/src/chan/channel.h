// The channel itself.
//
// Invariants, whenever the lock is free: of the two queues at least one has no claimable waiter; a
// claimable receiver waits only while the buffer is empty, a claimable sender only while it is
// full; nobody waits once it is closed.
#pragma once

#include <lsub/detail/channel.h>
#include <lsub/error.h>
#include <lsub/sync.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <mutex>

#include "chan/waiter.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::detail {

struct channel : channel_head {
  // Protects all below but what is constant. The constructors of elements run under it: they must
  // not use channels or block. Destructors and wake-ups of others come after it.
  spin_lock lock;
  std::atomic<bool> closed{false};    // written under the lock
  std::atomic<std::size_t> count{0};  // buffered values; written under the lock
  std::size_t head = 0;
  unsigned operations = 0;  // yields are due by it; does not begin at 0
  waiter_list receivers;
  waiter_list senders;
  error why;  // constant once closed
  // Constant.
  std::size_t room = 0;
  const element* type = nullptr;
  timer* clockwork = nullptr;
  char* buffer = nullptr;
  // In the list of all channels, under that list's lock.
  channel* next_known = nullptr;
  channel* previous_known = nullptr;

  std::size_t size() const noexcept { return count.load(std::memory_order_relaxed); }
  void set_size(std::size_t n) noexcept { count.store(n, std::memory_order_release); }
  bool is_closed() const noexcept { return closed.load(std::memory_order_acquire); }

  // The slot of the i-th buffered value.
  void* at(std::size_t i) noexcept {
    std::size_t k = head + i;
    if (k >= room) k -= room;
    return buffer + k * type->size;
  }
  void relocate(void* to, void* from, transfer how) const {
    if (how != nullptr) {
      how(to, from);
    } else if (type->size == sizeof(std::uint64_t)) {
      std::memcpy(to, from, sizeof(std::uint64_t));
    } else if (type->size == sizeof(std::uint32_t)) {
      std::memcpy(to, from, sizeof(std::uint32_t));
    } else {
      std::memcpy(to, from, type->size);
    }
  }
  void destroy(void* value) const noexcept {
    if (type->destroy != nullptr) type->destroy(value);
  }
};

inline channel* core(channel_head* c) noexcept {
  return static_cast<channel*>(c);
}

// Blocks: for ever.
[[noreturn]] void wait_for_ever(wait_kind kind, location at);

}  // namespace lsub::detail
