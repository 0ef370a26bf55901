// A worker: a thread that runs fibers, with its queue, its caches and its idle loop.
//
// Everything but the queue and what comes after `turns` belongs to the worker's own thread.
// Fibers wait in the queue, a lone one perhaps in `offered`.
#pragma once

#include <cxxabi.h>
#include <lsub/detail/own_worker.h>
#include <time.h>

#include <atomic>
#include <chrono>
#include <cstdint>

#include "core/fiber.h"
#include "core/stack.h"
#include "sched/offer_slot.h"
#include "sched/run_queue.h"

namespace lsub::detail {

struct channel;

// What to do once the context of the fiber that leaves is saved: only then may others resume it.
// Without `run`, a section that was left open ends, if it goes without its lock.
struct after_switch {
  void (*run)(void* first, void* second) = nullptr;
  void* first = nullptr;
  void* second = nullptr;
};

// The exceptions a fiber is handling, as the C++ ABI keeps them for each thread.
struct exception_state {
  void* caught = nullptr;
  unsigned uncaught = 0;
};

// How long a worker's turns take, by sched/pace.
enum class speed : unsigned char { unknown, quick, middling, slow };

struct alignas(128) worker : worker_head {
  run_queue queue;
  published<fiber*> current{nullptr};
  after_switch pending;
  exception_state* exceptions = nullptr;  // this thread's
  fiber idle;                             // runs the idle loop
  fiber_cache fibers;
  record_cache<channel> channels;
  stack_cache stacks;
  std::size_t timers = 0;  // spare ones (time/timer)
  unsigned until_safe_point = 1;
  unsigned safe_points_alone = 0;
  unsigned spawns = 0;  // in the turn `spawns_turn`
  unsigned spawns_turn = 0;
  // Of descriptors, while there are fibers to run.
  std::chrono::steady_clock::time_point next_poll;
  std::chrono::microseconds poll_period{0};
  // See sched/pace. Unknown: not measured since it went to work.
  published<speed> known_speed{speed::unknown};
  bool steps_aside = false;
  bool is_aside = false;        // since it last ran a fiber, at most once asleep
  unsigned done_before = 0;     // done() at the last safe point
  std::int64_t safe_point = 0;  // when the last one was, in ns; 0: not known
  std::int64_t aside_next = 0;
  std::int64_t aside_period = 0;
  unsigned aside_turns = 0;
  std::uint64_t random = 0;  // the state of chan/random; 0: none yet
  bool just_chosen = false;  // by a chosen schedule, and has done nothing since
  unsigned number = 0;
  unsigned calm_polls = 0;  // see sched/attention
  unsigned safe_points = 0;
  // Its thread's flag (sched/attention); null until that runs.
  std::atomic<atomic<std::uintptr_t>*> attention{nullptr};
  std::atomic<clockid_t> processor_time{CLOCK_MONOTONIC};  // that of its thread
  // While it searches: whom it has seen with a surplus, since when, and whom it asks for fibers.
  worker* surplus_of = nullptr;
  std::chrono::steady_clock::time_point surplus_since;
  worker* asks = nullptr;
  // Whose offer it has seen, in which turn of that one, and how often in a row.
  worker* offer_of = nullptr;
  unsigned offer_turn = 0;
  unsigned offer_seen = 0;
  unsigned offers_taken = 0;  // since it slept
  bool watched = false;                                    // has watched since it last ran a fiber
  // Waits for descriptors begun here, less those that ended here.
  published<std::ptrdiff_t> descriptor_waits{0};
  std::chrono::steady_clock::duration watch_period = std::chrono::microseconds(50);
  // What the others did between the last two looks at them, when it began to search or to sleep.
  unsigned others_turns = 0;
  std::chrono::steady_clock::time_point others_seen;
  bool others_moved = false;  // they ran fibers
  bool others_serve = false;  // so many that they look at descriptors often enough

  alignas(128) atomic<unsigned> turns;          // counts fibers run
  atomic<unsigned> yields;                      // turns that ended without a wait
  std::atomic<std::uint32_t> wake_word{0};      // futex: 0 while asleep
  std::atomic<unsigned> seen_waits{0};          // waits() at the last watch
  std::atomic<unsigned> seen_done{0};           // done() then
  // See sched/pace; written by those who search.
  std::atomic<unsigned> observed_turns{0};
  std::atomic<std::int64_t> observed_at{0};
  std::atomic<std::int64_t> observed_time{0};
  std::atomic<unsigned> last_turns{0};
  std::atomic<std::int64_t> still_since{0};
  std::atomic<std::int64_t> still_time{-1};
  std::atomic<std::int64_t> slow_until{0};
  std::atomic<std::int64_t> slow_for{0};
  // Sleeps in the kernel's wait for descriptors, not on the futex. Set under the scheduler's lock.
  std::atomic<bool> polling{false};
  // Written under the scheduler's lock.
  bool asleep = false;
  bool watching = false;
  bool searching = false;  // the worker itself may read it without the lock while awake

  offer_slot offered;

  // How many fibers wait to run here; a hint, as both parts of it are.
  std::size_t ready_count() const noexcept { return queue.size() + (offered.stands() ? 1 : 0); }
  // What is offered, if nobody took it, waits with the others again.
  void withdraw_offer() noexcept {
    if (fiber* const f = offered.take()) queue.push_back(f);
  }

  void count_turn() noexcept {
    turns.count_up();
  }
  bool is_quick() const noexcept { return known_speed == speed::quick; }
  // How many turns ended in a wait. To others than the owner it may seem to go back, as done().
  unsigned waits() const noexcept {
    return turns.load_relaxed() - yields.load_relaxed();
  }
  // And the operations that did not wait. Who polls has done nothing.
  unsigned done() const noexcept {
    return waits() + operations.load_relaxed() + operations_between_yields -
           until_yield.load_relaxed();
  }
  // The running fiber yields after `n` more operations that do not block, at most. Requires: n > 0.
  void yield_within(std::size_t n) noexcept {
    const unsigned now = until_yield.load_relaxed();
    if (n >= now) return;
    // done() stays as it is.
    operations.store_relaxed(operations.load_relaxed() - (now - static_cast<unsigned>(n)));
    until_yield.store_relaxed(static_cast<unsigned>(n));
  }
  void count_yield() noexcept {
    yields.count_up();
  }
  void count_spawn() noexcept {
    const unsigned turn = turns.load_relaxed();
    spawns = turn == spawns_turn ? spawns + 1 : 1;
    spawns_turn = turn;
  }
};

// The worker of the calling thread, or null on an ordinary thread; see own_worker.
inline worker* this_worker() noexcept {
  return static_cast<worker*>(own_worker());
}

// The same. Requires: it is a worker's.
inline worker* on_worker() noexcept {
  return static_cast<worker*>(own_head());
}

// Makes the calling thread worker `w`, or an ordinary thread again.
void become_worker(worker* w) noexcept;

// The exception state of the calling thread. Never inlined: its original is declared const.
exception_state* thread_exceptions() noexcept;

}  // namespace lsub::detail
