// Parked fibers and threads that are made ready together, outside the lock under which they were
// found: close and wait groups may find a million of them.
#pragma once

#include "sched/fiber_list.h"

namespace lsub::detail {

class ready_list {
 public:
  ready_list() noexcept = default;
  ready_list(const ready_list&) = delete;
  ready_list& operator=(const ready_list&) = delete;

  // Requires: parked, and nobody else makes it ready.
  void add(fiber* f) noexcept {
    if (f->thread != nullptr) [[unlikely]]
      return add_thread(f);
    fibers_.push_back(f);
  }

  // The same, before those that are in it.
  void add_first(fiber* f) noexcept {
    if (f->thread != nullptr) [[unlikely]]
      return add_thread(f);
    fibers_.push_front(f);
  }

  // Adds those of another one, which is used up.
  void append(ready_list& other) noexcept {
    fibers_.append(other.fibers_);
    while (fiber* const f = other.threads_) {
      other.threads_ = f->next;
      add_thread(f);
    }
  }

  // Makes them runnable in the order of `add`, behind what waits on this worker. Requires: no lock
  // is held; called once, at last. Any of them may be gone meanwhile.
  void make_ready() noexcept;

 private:
  void add_thread(fiber* f) noexcept {
    f->next = threads_;
    threads_ = f;
  }

  fiber_list fibers_;
  fiber* threads_ = nullptr;
};

}  // namespace lsub::detail
