// wait_group and mutex: they block the fiber, never its worker; ordinary threads may use them too.
#pragma once

#include <lsub/detail/atomic.h>
#include <lsub/detail/location.h>
#include <lsub/detail/own_worker.h>
#include <lsub/detail/waiting.h>

#include <cstddef>

namespace lsub::detail {

struct timed_wait;

}  // namespace lsub::detail

namespace lsub {

// Waits for a number of events, usually the ends of fibers.
// Errors: a counter below zero is misuse and aborts.
class wait_group {
 public:
  wait_group() noexcept = default;
  wait_group(const wait_group&) = delete;
  wait_group& operator=(const wait_group&) = delete;

  void add(std::ptrdiff_t n = 1);
  void done() { add(-1); }

  // Blocks: until the counter is zero.
  void wait(detail::location at = detail::here());

  // As wait, but false if the deadline passes first. Defined in <lsub/time.h>.
  template <class Duration>
  bool wait_for(Duration patience, detail::location at = detail::here());
  template <class TimePoint>
  bool wait_until(TimePoint deadline, detail::location at = detail::here());

 private:
  friend struct detail::timed_wait;

  detail::spin_lock guard_;  // protects count_ and waiting_
  std::ptrdiff_t count_ = 0;
  detail::waiter_list waiting_;
};

// Mutual exclusion between fibers and threads, in any mix; may be unlocked on another thread than
// locked it. A newcomer may overtake waiters, but each waiter only a few times: nobody starves.
// Requires: unlock only what is locked; not recursive.
class mutex {
 public:
  mutex() noexcept = default;
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;

  // Blocks: until the mutex is free.
  void lock(detail::location at = detail::here()) {
    if (!replace(0, locked)) lock_slow(at);
  }
  bool try_lock() noexcept {
    const unsigned state = state_.load_relaxed();
    return (state & locked) == 0 && replace(state, state | locked);
  }
  void unlock() noexcept {
    if (!replace(locked, 0)) unlock_slow();
  }

  // As lock, but false if the deadline passes first. Defined in <lsub/time.h>.
  template <class Duration>
  bool try_lock_for(Duration patience, detail::location at = detail::here());
  template <class TimePoint>
  bool try_lock_until(TimePoint deadline, detail::location at = detail::here());

 private:
  friend struct detail::timed_wait;

  static constexpr unsigned locked = 1;
  static constexpr unsigned contended = 2;  // waiting_ is not empty

  // Replaces the state if it is `expected`; the sole worker needs no locked instruction.
  LSUB_INLINE bool replace(unsigned expected, unsigned wanted) noexcept {
    detail::worker_head* const on = detail::own_head();
    if (!on->begin_alone()) return replace_among_others(expected, wanted);
    const bool found = state_.load_relaxed() == expected;
    if (found) state_.store_relaxed(wanted);
    on->end_alone();
    return found;
  }
  bool replace_among_others(unsigned expected, unsigned wanted) noexcept;
  void lock_slow(detail::location at);
  void unlock_slow() noexcept;
  bool take(bool may_wait) noexcept;
  void nobody_waits() noexcept;

  detail::atomic<unsigned> state_;
  detail::spin_lock guard_;  // protects waiting_
  detail::waiter_list waiting_;
};

}  // namespace lsub
