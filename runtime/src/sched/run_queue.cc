#include "sched/run_queue.h"

#include <mutex>
#include <utility>

namespace lsub::detail {

void run_queue::link_back(fiber* f) noexcept {
  f->next = nullptr;
  f->previous = last_;
  if (woken_ == nullptr) woken_ = f;
  (last_ != nullptr ? last_->next : first_) = f;
  last_ = f;
}

fiber* run_queue::unlink(fiber* f) noexcept {
  if (f == woken_) woken_ = f->next;
  (f->previous != nullptr ? f->previous->next : first_) = f->next;
  (f->next != nullptr ? f->next->previous : last_) = f->previous;
  return f;
}

fiber* run_queue::take_oldest() noexcept {
  fiber* oldest_new = woken_ != nullptr ? woken_->previous : last_;
  const bool take_new = oldest_new != nullptr && (new_turn_ || woken_ == nullptr);
  new_turn_ = !take_new;
  return unlink(take_new ? oldest_new : woken_);
}

bool run_queue::push_next(fiber* f) noexcept {
  const std::lock_guard hold(lock_);
  if (next_ != nullptr) link_back(next_);
  next_ = f;
  count(1);
  return first_ != last_;
}

bool run_queue::push_back(fiber* f) noexcept {
  const std::lock_guard hold(lock_);
  link_back(f);
  count(1);
  return first_ != last_;
}

bool run_queue::push_front(fiber* f) noexcept {
  const std::lock_guard hold(lock_);
  f->previous = nullptr;
  f->next = first_;
  (first_ != nullptr ? first_->previous : last_) = f;
  first_ = f;
  count(1);
  return first_ != last_;
}

fiber* run_queue::pop(bool oldest) noexcept {
  if (size() == 0) return nullptr;
  const std::lock_guard hold(lock_);
  fiber* f = nullptr;
  if (next_ != nullptr && (first_ == nullptr || !oldest)) {
    f = std::exchange(next_, nullptr);
  } else if (first_ != nullptr) {
    f = oldest ? take_oldest() : unlink(first_);
  }
  if (f != nullptr) count(-1);
  return f;
}

fiber* run_queue::take(std::size_t k) noexcept {
  const std::lock_guard hold(lock_);
  count(-1);
  if (next_ != nullptr && k-- == 0) return std::exchange(next_, nullptr);
  fiber* f = first_;
  while (k-- > 0) f = f->next;
  return unlink(f);
}

std::size_t run_queue::steal(fiber** out, std::size_t most, bool all) noexcept {
  lock_.lock_other();
  const std::size_t listed = size() - (next_ != nullptr ? 1 : 0);
  std::size_t want = all ? (size() + 1) / 2 : size() / 2;
  if (want > listed) want = listed;
  if (want > most) want = most;
  std::size_t n = 0;
  while (n < want) out[n++] = unlink(last_);
  if (n == 0 && all && next_ != nullptr) {
    out[n++] = next_;
    next_ = nullptr;
  }
  count(-static_cast<std::ptrdiff_t>(n));
  lock_.unlock_other();
  return n;
}

}  // namespace lsub::detail
