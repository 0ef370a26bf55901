// The runnable fibers of one worker: a next-to-run slot and a deque.
//
// What a fiber wakes runs next (it is warm); new fibers run last in first out, woken ones behind
// them first in first out. Who asks for one that waits long gets the oldest woken and the oldest
// new one by turns: asked again and again, each comes to run. Other workers steal from the back, or
// are given what is there.
// Thread-safety: what has no other word is for the owner; size for anybody; the rest for others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "core/fiber.h"
#include "core/published.h"
#include "sched/attention.h"
#include "sched/fiber_list.h"
#include "sched/owner_lock.h"

namespace lsub::detail {

class run_queue {
 public:
  // Makes `f` the next to run; what was next goes to the back. True if there is now a surplus.
  bool push_next(fiber* f) noexcept {
    const hold own(*this);
    push_next_alone(f);
    return has_surplus();
  }
  bool push_back(fiber* f) noexcept;
  // The same of fibers that have waited for long, or were another worker's. Requires: not empty.
  bool push_all_back(fiber_list list) noexcept;
  bool push_front(fiber* f) noexcept {
    raise_own_attention();
    const hold own(*this);
    f->previous = nullptr;
    f->next = first_;
    (first_ != nullptr ? first_->previous : last_) = f;
    first_ = f;
    count(1);
    return first_ != last_;
  }

  // The fiber to run, or null.
  [[gnu::always_inline]] fiber* pop() noexcept {
    if (size() == 0) return nullptr;
    const hold own(*this);
    return pop_alone();
  }

  // The same by the sole worker, in a section: nobody else is about to steal.
  void push_next_alone(fiber* f) noexcept {
    raise_own_attention();
    if (fiber* const second = next_) link_back(second);
    next_ = f;
  }
  void push_back_alone(fiber* f) noexcept {
    raise_own_attention();
    link_back(f);
  }
  bool has_surplus() const noexcept { return first_ != last_; }
  // The one in the next-to-run slot, or null. Requires: as pop_alone, or under the lock.
  fiber* take_next() noexcept {
    fiber* const f = next_;
    if (f != nullptr) next_ = nullptr;
    return f;
  }
  [[gnu::always_inline]] fiber* pop_alone() noexcept {
    if (fiber* const f = take_next()) return f;
    fiber* const f = first_;
    if (f == nullptr) return nullptr;
    fiber* const second = f->next;
    if (f == woken_) woken_ = second;
    first_ = second;
    (second != nullptr ? second->previous : last_) = nullptr;
    count(-1);
    fetch_ahead();
    return f;
  }

  // As pop_alone, then push_back_alone of `f`. Requires: not empty.
  [[gnu::always_inline]] fiber* rotate_alone(fiber* f) noexcept {
    if (next_ != nullptr || first_ != last_) {
      fiber* const next = pop_alone();
      push_back_alone(f);
      return next;
    }
    raise_own_attention();
    fiber* const next = first_;
    f->next = nullptr;
    f->previous = nullptr;
    first_ = last_ = woken_ = f;
    return next;
  }

  // One that waits long, or null.
  fiber* pop_oldest() noexcept;
  // What was next goes to the back.
  void end_chain() noexcept;

  // The k-th fiber to come. Requires: k < size().
  fiber* take(std::size_t k) noexcept;

  // Takes about half of the fibers, not too many; with `all`, also a lone one and the next-to-run.
  fiber_list steal(bool all) noexcept;

  // Asks the owner for about half of its fibers, as soon as it has two. It gives them when it uses
  // its queue, or serves: that costs less than to steal them. False if somebody else asks already.
  bool ask() noexcept { return lock_.ask(); }
  // What was given.
  fiber_list take_given() noexcept;
  // The same, and asks no longer. Whoever has asked must do so, before it sleeps.
  fiber_list stop_asking() noexcept { return lock_.withdraw() ? fiber_list{} : take_given(); }
  // By the owner: gives, if it is asked.
  void serve() noexcept {
    if (lock_.is_asked()) [[unlikely]] {
      const hold own(*this);
    }
  }

  // How many fibers wait; exact for the owner, a hint for others.
  std::size_t size() const noexcept { return listed_ + (next_ != nullptr ? 1 : 0); }

 private:
  // At once, by another worker.
  static constexpr std::size_t most_taken = 128;
  // Which of those to come is fetched into the caches, the next being the first.
  static constexpr std::size_t warm_ahead = 3;
  static constexpr std::size_t cold_ahead = 6;
  static constexpr std::ptrdiff_t line = 64;

  // The lock, held by the owner.
  class hold {
   public:
    explicit hold(run_queue& q) noexcept : lock_(q.lock_) {
      if (lock_.lock()) [[unlikely]]
        q.give();
    }
    ~hold() { lock_.unlock(); }
    hold(const hold&) = delete;
    hold& operator=(const hold&) = delete;

   private:
    owner_lock& lock_;
  };

  // Gives, if there is a surplus. Requires: under the lock.
  void give() noexcept;
  // The last `n`, or as many as may go. Requires: under the lock.
  fiber_list take_last(std::size_t n) noexcept;

  const fiber* to_come(std::size_t k) const noexcept {
    const fiber* f = first_;
    while (--k > 0 && f != nullptr) f = f->next;
    return f;
  }
  // Has what one of those to come resumes with fetched, if it has begun: the lines at the top of
  // its stack.
  void fetch_ahead() noexcept {
    if (cold_ != 0) [[unlikely]]
      return fetch_cold();
    const fiber* const f = to_come(warm_ahead);
    void* const frame = f != nullptr ? static_cast<void*>(f->context) : nullptr;
    if (frame == nullptr) return;
    for (std::ptrdiff_t i = 0; i < 3; ++i)
      __builtin_prefetch(static_cast<const char*>(frame) + i * line);
  }
  void fetch_cold() noexcept;
  void link_all_back(fiber_list list) noexcept;
  void link_back(fiber* f) noexcept {
    f->next = nullptr;
    f->previous = last_;
    if (woken_ == nullptr) woken_ = f;
    (last_ != nullptr ? last_->next : first_) = f;
    last_ = f;
    count(1);
  }
  fiber* unlink(fiber* f) noexcept {
    if (f == woken_) woken_ = f->next;
    (f->previous != nullptr ? f->previous->next : first_) = f->next;
    (f->next != nullptr ? f->next->previous : last_) = f->previous;
    count(-1);
    return f;
  }
  fiber* take_oldest() noexcept;
  void count(std::ptrdiff_t change) noexcept {
    listed_ = listed_ + static_cast<std::size_t>(change);
  }

  owner_lock lock_;  // protects all below
  published<fiber*> next_{nullptr};
  fiber* first_ = nullptr;
  fiber* last_ = nullptr;
  fiber* woken_ = nullptr;  // the first that was not pushed to the front: the oldest of those
  bool new_turn_ = false;   // the last oldest was a woken one
  published<std::size_t> listed_{0};
  std::size_t cold_ = 0;  // so many of the next to come are in no cache; a hint
  fiber_list given_;
};

}  // namespace lsub::detail
