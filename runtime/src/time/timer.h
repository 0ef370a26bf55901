// Timers: one binary heap by deadline, served by the workers.
#pragma once

#include <lsub/detail/channel.h>
#include <lsub/detail/clock.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "sched/worker.h"

namespace lsub::detail {

// A place in the heap is its own from the start, so that adding it can't fail.
struct timer {
  // Errors: std::bad_alloc.
  timer();
  ~timer();
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;

  clock::time_point due;
  // Called once when due, with the timers' lock held: must not block, or touch a channel.
  // Returns a channel to give the time to, with a reference that goes along, or null.
  channel_head* (*fire)(timer* t) = nullptr;
  void* owner = nullptr;
  clock::duration period{};  // not zero: due again
  std::size_t place = npos;  // in the heap

  static constexpr std::size_t npos = static_cast<std::size_t>(-1);
};

// Ownership: the caller keeps `t` alive until it has fired or is removed. `then` runs before the
// timer can be seen to have been added.
void add_timer(timer* t, after_switch then = {}) noexcept;

// Once this returns, nobody touches `t` any more.
void remove_timer(timer* t) noexcept;

// Fires what is due. Cheap when nothing is. Takes channels' locks: not while a fiber parks.
void fire_timers() noexcept;
// Whether a timer is due.
bool timers_due() noexcept;

// When the next timer is due; max() if none is pending.
clock::time_point next_timer() noexcept;

// Simulated time stands still but for what the functions below do. It starts at the real time.
void simulate_time(bool on) noexcept;
extern std::atomic<std::int64_t> simulated;  // 0: time is real
inline bool time_is_simulated() noexcept {
  return simulated.load(std::memory_order_relaxed) != 0;
}

// To the next timer's; false if there is none, or time is real.
bool jump_to_next_timer() noexcept;

// Requires: time is simulated.
void pass_time(clock::duration d) noexcept;

}  // namespace lsub::detail
