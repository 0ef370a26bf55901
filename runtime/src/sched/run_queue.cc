#include "sched/run_queue.h"

#include <algorithm>
#include <utility>

namespace lsub::detail {

fiber* run_queue::take_oldest() noexcept {
  fiber* oldest_new = woken_ != nullptr ? woken_->previous : last_;
  const bool take_new = oldest_new != nullptr && (new_turn_ || woken_ == nullptr);
  new_turn_ = !take_new;
  return unlink(take_new ? oldest_new : woken_);
}

bool run_queue::push_back(fiber* f) noexcept {
  raise_own_attention();
  const hold own(*this);
  link_back(f);
  return first_ != last_;
}

bool run_queue::push_all_back(fiber* first, fiber* last, std::size_t n) noexcept {
  raise_own_attention();
  const hold own(*this);
  first->previous = last_;
  (last_ != nullptr ? last_->next : first_) = first;
  last_ = last;
  if (woken_ == nullptr) woken_ = first;
  count(static_cast<std::ptrdiff_t>(n));
  return first_ != last_;
}

fiber* run_queue::pop_oldest() noexcept {
  if (size() == 0) return nullptr;
  const hold own(*this);
  return first_ != nullptr ? take_oldest() : take_next();
}

void run_queue::end_chain() noexcept {
  const hold own(*this);
  if (fiber* const f = take_next()) link_back(f);
}

fiber* run_queue::take(std::size_t k) noexcept {
  const hold own(*this);
  if (next_ != nullptr && k-- == 0) return take_next();
  fiber* f = first_;
  while (k-- > 0) f = f->next;
  return unlink(f);
}

fiber* run_queue::take_last(std::size_t n, fiber* list) noexcept {
  for (n = std::min({n, most_taken, std::size_t{listed_}}); n > 0; --n) {
    fiber* const f = unlink(last_);
    f->next = std::exchange(list, f);
  }
  return list;
}

void run_queue::give() noexcept {
  fiber* const given = take_last(size() / 2, nullptr);
  if (given == nullptr) return;
  given_ = given;
  if (lock_.grant()) return;
  // Nobody asks any more.
  for (fiber* f = std::exchange(given_, nullptr); f != nullptr;)
    link_back(std::exchange(f, f->next));
}

fiber* run_queue::take_given() noexcept {
  if (!lock_.take_granted()) return nullptr;
  fiber* const given = std::exchange(given_, nullptr);
  lock_.unlock_other();
  return given;
}

fiber* run_queue::steal(bool all) noexcept {
  lock_.lock_other();
  // What was given to another one, too.
  fiber* taken = take_last(all ? (size() + 1) / 2 : size() / 2, std::exchange(given_, nullptr));
  if (taken == nullptr && all) {
    taken = take_next();
    if (taken != nullptr) taken->next = nullptr;
  }
  lock_.unlock_other();
  return taken;
}

}  // namespace lsub::detail
