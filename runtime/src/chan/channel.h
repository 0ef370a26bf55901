// The channel itself.
//
// Invariants, whenever the lock is free: of the two queues at least one has no claimable waiter; a
// claimable receiver waits only while the buffer is empty, a claimable sender only while it is
// full; nobody waits once it is closed.
#pragma once

#include <lsub/detail/channel.h>
#include <lsub/error.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "chan/waiter.h"
#include "core/published.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::detail {

struct channel : channel_head {
  published<bool> live{false};  // written under the lock, but when it begins
  // A buffer that the record keeps, also while it is spare in somebody's cache.
  std::uint32_t kept_bytes = 0;
  char* kept = nullptr;
  error why;  // constant once closed
  timer* clockwork = nullptr;  // constant
  union {
    const element* type = nullptr;  // constant
    channel* next;                  // among spare ones
  };

  std::size_t size() const noexcept { return filling.load_relaxed() & ~closed_bit; }
  void count(std::ptrdiff_t change) noexcept {
    filling.store_release(filling.load_relaxed() + static_cast<std::size_t>(change));
  }

  // The slot of the i-th buffered value.
  void* at(std::size_t i) noexcept {
    return buffer + ((oldest + i) & mask) * type->size;
  }
  // The first buffered value is gone.
  void drop_first() noexcept {
    oldest = (oldest + 1) & mask;
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
  void leave_cache() noexcept;
  void destroy(void* value) const noexcept {
    if (type->destroy != nullptr) type->destroy(value);
  }

  alignas(std::max_align_t) char inline_buffer[inline_buffer_bytes];
};
static_assert(sizeof(void*) != 8 || sizeof(channel) == 256);

inline channel* core(channel_head* c) noexcept {
  return static_cast<channel*>(c);
}

// Blocks: for ever.
[[noreturn]] void wait_for_ever(wait_kind kind, location at);

}  // namespace lsub::detail
