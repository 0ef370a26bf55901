// Doing without locks while one worker is alone.
//
// While all other workers sleep and no thread runs that uses channels, one worker may be the sole
// one: it leaves out the locks of channels, mutexes and wait groups. It says so by `busy` and then
// looks at `sole`. Whoever is about to use any of these ends that first: clears `sole`, has the
// kernel fence, and waits until the worker is not busy. Of the two at least one sees the other, as
// in sched/owner_lock. A section that began without the lock ends without it, by what `busy` says.
// sched/sole.pml is the model of this.
#pragma once

#include <lsub/detail/waiting.h>

#include <atomic>

#include "sched/worker.h"

namespace lsub::detail {

// Takes the lock, once nobody else is the sole worker. Gives fibers to a worker that asks, on the
// way. Attaches an ordinary thread.
void lock_among_others(spin_lock& l) noexcept;

// Sees to it that nobody else is the sole worker, before the caller uses what their locks protect
// without a section: it must not sleep or block before it is done. Attaches an ordinary thread.
// Requires: no lock is held.
void join_others() noexcept;

// At a safe point of `w`: it becomes the sole worker if it has been alone for a while.
void maybe_be_sole(worker* w) noexcept;

// Once time is simulated or workers stop: nobody is the sole worker any more, nor becomes it as
// long as that lasts. The caller may be in a section.
void end_all_solitude() noexcept;

// For a report from a signal handler: true if nobody leaves out locks any more; patient, not more.
bool end_solitude_patiently() noexcept;

// A section under a lock. Nothing may block or switch in it; other sections may nest.
class section {
 public:
  explicit section(spin_lock& l) noexcept : lock_(l) {
    worker* const w = this_worker();
    if (w != nullptr && enter(w)) [[likely]] {
      without_ = w;
    } else {
      lock_among_others(l);
    }
  }
  ~section() {
    if (held_) end();
  }
  section(const section&) = delete;
  section& operator=(const section&) = delete;

  // Ends it before its scope does.
  void unlock() noexcept {
    held_ = false;
    end();
  }

  // Leaves its end to end_left, on the same worker or thread. Returns alone().
  bool leave_open() noexcept {
    held_ = false;
    return alone();
  }

  // Whether nobody else can be in a section.
  bool alone() const noexcept { return without_ != nullptr; }

  // Begins a section without its lock, perhaps in another one; false if `w` is not the sole worker.
  static bool enter(worker* w) noexcept {
    const unsigned outer = w->busy.load_relaxed();
    w->busy.store_relaxed(outer + 1);
    std::atomic_signal_fence(std::memory_order_seq_cst);
    if (w->sole.load_acquire()) return true;
    leave(w);
    return false;
  }
  static void leave(worker* w) noexcept { w->busy.store_release(w->busy.load_relaxed() - 1); }

 private:
  void end() noexcept {
    if (without_ != nullptr) [[likely]] {
      leave(without_);
    } else {
      lock_.unlock();
    }
  }

  spin_lock& lock_;
  worker* without_ = nullptr;
  bool held_ = true;
};

// Ends a section that was left open by a fiber that has been left, or by an ordinary thread.
inline void end_left(spin_lock& l) noexcept {
  worker* const w = this_worker();
  if (w != nullptr && w->busy.load_relaxed() != 0) {
    section::leave(w);
  } else {
    l.unlock();
  }
}

}  // namespace lsub::detail
