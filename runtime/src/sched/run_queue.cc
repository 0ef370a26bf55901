#include "sched/run_queue.h"

namespace lsub::detail {

fiber* run_queue::take_oldest() noexcept {
  fiber* oldest_new = woken_ != nullptr ? woken_->previous : last_;
  const bool take_new = oldest_new != nullptr && (new_turn_ || woken_ == nullptr);
  new_turn_ = !take_new;
  return unlink(take_new ? oldest_new : woken_);
}

bool run_queue::push_back(fiber* f) noexcept {
  raise_own_attention();
  const std::lock_guard hold(lock_);
  link_back(f);
  return first_ != last_;
}

bool run_queue::push_all_back(fiber* first, fiber* last, std::size_t n) noexcept {
  raise_own_attention();
  const std::lock_guard hold(lock_);
  first->previous = last_;
  (last_ != nullptr ? last_->next : first_) = first;
  last_ = last;
  if (woken_ == nullptr) woken_ = first;
  count(static_cast<std::ptrdiff_t>(n));
  return first_ != last_;
}

fiber* run_queue::pop_oldest() noexcept {
  if (size() == 0) return nullptr;
  const std::lock_guard hold(lock_);
  return first_ != nullptr ? take_oldest() : take_next();
}

fiber* run_queue::take(std::size_t k) noexcept {
  const std::lock_guard hold(lock_);
  if (next_ != nullptr && k-- == 0) return take_next();
  fiber* f = first_;
  while (k-- > 0) f = f->next;
  return unlink(f);
}

std::size_t run_queue::steal(fiber** out, std::size_t most, bool all) noexcept {
  lock_.lock_other();
  const std::size_t listed = listed_;
  std::size_t want = all ? (size() + 1) / 2 : size() / 2;
  if (want > listed) want = listed;
  if (want > most) want = most;
  std::size_t n = 0;
  while (n < want) out[n++] = unlink(last_);
  if (n == 0 && all && next_ != nullptr) out[n++] = take_next();
  lock_.unlock_other();
  return n;
}

}  // namespace lsub::detail
