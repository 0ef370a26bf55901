// The kernel's readiness of descriptors, as the workers see it.
//
// Whoever runs out of fibers takes what has become ready, and so does each worker at its safe
// points; of those who sleep one, the scheduler's `poller`, sleeps in the kernel's wait instead of
// on its futex. One event descriptor, which never stops being ready until the poller itself empties
// it, ends that sleep early.
#pragma once

#include <sys/epoll.h>

#include <atomic>
#include <cstddef>

#include "sched/scheduler.h"

namespace lsub::detail {

// How many descriptors are watched.
extern std::atomic<std::size_t> watched_descriptors;

inline bool watches_descriptors() noexcept {
  return watched_descriptors.load(std::memory_order_relaxed) != 0;
}

struct poll_events {
  static constexpr int most = 64;
  epoll_event list[most];
  int count = 0;
};

// Makes ready on `w`, the calling worker, who waits for what the kernel has seen. It takes queues
// and the scheduler's lock, no others: a fiber that parks may still hold its channels.
struct polled {
  bool events = false;  // whether the kernel had any
  bool woke = false;    // whether a fiber is on the worker's queue for them
};
polled poll_now(worker* w) noexcept;

// Blocks: the worker, until something is ready, the deadline or wake_poller. May return early.
void poll_until(poll_events& events, time_point deadline) noexcept;

// Makes ready who waited for the events. True if anybody did.
bool deliver(worker* w, const poll_events& events) noexcept;

void wake_poller() noexcept;

// How many wait for descriptors. Requires: all workers sleep.
std::ptrdiff_t descriptor_waits() noexcept;

}  // namespace lsub::detail
