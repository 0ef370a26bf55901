// What all workers share, and the calls the rest of the runtime makes on the scheduler.
//
// A worker is active, searching or asleep. `lock` protects the injected fibers and the states of
// the workers; nothing may block or switch under it. It is the last lock in every order.
#pragma once

#include <lsub/detail/location.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>

#include "core/fiber.h"
#include "sched/worker.h"

namespace lsub::detail {

using time_point = std::chrono::steady_clock::time_point;

inline constexpr unsigned max_workers = 1100;

// What a push should do for the others: bits.
using appetite = unsigned char;
// Nobody sleeps, or somebody searches already.
inline constexpr appetite no_appetite = 0;
// Wake somebody if there is more than one fiber to take.
inline constexpr appetite for_surplus = 1;
// Wake somebody for any fiber: nobody watches over stranded ones.
inline constexpr appetite for_any = 2;
// Somebody else is awake, who may search: leave a lone fiber to them (sched/offer_slot).
inline constexpr appetite for_offer = 4;

struct scheduler {
  std::mutex lock;
  fiber* injected_first = nullptr;
  fiber* injected_last = nullptr;
  std::atomic<std::size_t> injected{0};
  bool left_aside = false;  // they are those of a worker that stepped aside
  std::atomic<unsigned> asleep{0};  // written under the lock
  unsigned searching = 0;
  unsigned watching = 0;
  worker* keeper = nullptr;  // sleeps until the next timer
  // Sleeps until a descriptor is ready. Written under the lock.
  std::atomic<worker*> poller{nullptr};

  worker* workers[max_workers] = {};
  std::atomic<unsigned> worker_count{0};
  std::atomic<appetite> hunger{no_appetite};
  std::atomic<std::int64_t> keeper_deadline{INT64_MAX};
  // See sched/pace: when, in ns, a surplus may wake somebody again, and the time between.
  std::atomic<std::int64_t> next_search{0};
  std::atomic<std::int64_t> search_pause{0};
  std::atomic<int> running_threads{0};  // attached ordinary threads that are not blocked
  std::atomic<worker*> sole{nullptr};   // who leaves out locks (sched/sole)
  std::mutex sole_lock;                 // whose turn to change that; comes before `lock`
  std::atomic<bool> started{false};
  std::atomic<bool> stopping{false};
  std::atomic<unsigned> stopped{0};
  std::atomic<worker*> exiting{nullptr};  // runs the exit handlers

  // Requires, for all three: lock held.
  void append_injected(fiber* f) noexcept;
  void update_hunger() noexcept;
  worker* claim_sleeper(worker* preferred) noexcept;  // null if none
};

// Never destroyed in effect: its destructor is trivial, and workers may run while the process
// exits.
extern scheduler global_scheduler;

inline scheduler& the_scheduler() noexcept {
  return global_scheduler;
}

// Starts the worker threads, at most once. Thread-safety: any thread.
void ensure_started();

// The fiber or thread that runs now; attaches an ordinary thread.
fiber* current_task();

// Makes a parked fiber or thread runnable, behind what waits on this worker. To run it next:
// sched/ready.
void make_ready_later(fiber* f) noexcept;

// Blocks: until somebody makes the caller ready. `then` releases the locks under which others find
// the caller; it runs when it is safe to be found.
void park(wait_reason why, after_switch then);

// The same for an ordinary thread.
void park_thread(fiber* me, wait_reason why, after_switch then);

// The same with a deadline. `claimed` is set by whoever will make the thread ready; true if the
// thread set it itself because the deadline passed.
bool park_thread_until(fiber* me, after_switch then, time_point deadline,
                       atomic<bool>& claimed);

// Yields after every so many calls: for operations that polling loops are made of.
void poll_point();

// Wakes one sleeping worker, if any, to search.
void wake_searcher() noexcept;

// Ends the sleep of a worker that was claimed.
void wake(worker* claimed) noexcept;

// Makes a fiber runnable on any worker.
void inject(fiber* f) noexcept;

// Sees to it that watched descriptors have somebody who looks at them while the caller works.
void need_poller() noexcept;

// Tells the sleepers that the next timer is due earlier than before.
void timer_moved(time_point due) noexcept;

// The idle loop of the calling worker.
void idle_loop(void*);

// Stops all workers but the caller's; they abandon their fibers at the next switch.
// Blocks: a few milliseconds at most; for ever if another worker has stopped them already, for that
// one runs the exit handlers. True if all have stopped.
bool stop_workers() noexcept;

}  // namespace lsub::detail
