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

void run_queue::link_all_back(fiber_list list) noexcept {
  list.first->previous = last_;
  (last_ != nullptr ? last_->next : first_) = list.first;
  last_ = list.last;
  if (woken_ == nullptr) woken_ = list.first;
  count(static_cast<std::ptrdiff_t>(list.count));
}

bool run_queue::push_all_back(fiber_list list) noexcept {
  raise_own_attention();
  const hold own(*this);
  link_all_back(list);
  if (list.count > cold_ahead) cold_ = listed_;
  return first_ != last_;
}

// As fetch_ahead, of one further ahead, for it takes longer, and more: the record too, and the line
// of the stack that is written to first. What is above that of a deep stack follows when the record
// is here, which says how deep it is: a fiber that parks while others run leaves 10 lines, not 4.
void run_queue::fetch_cold() noexcept {
  constexpr std::ptrdiff_t at_once = 5, most = 10;
  --cold_;
  const fiber* f = to_come(warm_ahead);
  if (f == nullptr) return;
  if (const auto* frame = static_cast<const char*>(f->context.seen())) {
    const char* const end = std::min<const char*>(f->bound.top, frame + most * line);
    for (frame += at_once * line; frame < end; frame += line) __builtin_prefetch(frame, 1);
  }
  for (std::size_t k = warm_ahead; k < cold_ahead && f != nullptr; ++k) f = f->next;
  if (f == nullptr) return;
  const auto* const record = reinterpret_cast<const char*>(f);
  for (std::ptrdiff_t i = 1; i * line < std::ptrdiff_t{sizeof *f}; ++i)
    __builtin_prefetch(record + i * line, 1);
  void* const frame = f->context;
  if (frame == nullptr) return;
  for (std::ptrdiff_t i = -1; i < at_once; ++i)
    __builtin_prefetch(static_cast<const char*>(frame) + i * line, 1);
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

fiber_list run_queue::take_last(std::size_t n) noexcept {
  n = std::min({n, most_taken, std::size_t{listed_}});
  if (n == 0) return {};
  fiber_list taken{last_, last_, n};
  for (std::size_t left = n;;) {
    if (taken.first == woken_) woken_ = nullptr;
    if (--left == 0) break;
    taken.first = taken.first->previous;
  }
  last_ = std::exchange(taken.first->previous, nullptr);
  (last_ != nullptr ? last_->next : first_) = nullptr;
  count(-static_cast<std::ptrdiff_t>(n));
  return taken;
}

void run_queue::give() noexcept {
  const fiber_list given = take_last(size() / 2);
  if (!given) return;
  given_ = given;
  if (lock_.grant()) return;
  // Nobody asks any more.
  link_all_back(std::exchange(given_, {}));
}

fiber_list run_queue::take_given() noexcept {
  if (!lock_.take_granted()) return {};
  const fiber_list given = std::exchange(given_, {});
  lock_.unlock_other();
  return given;
}

fiber_list run_queue::steal(bool all) noexcept {
  lock_.lock_other();
  fiber_list taken = take_last(all ? (size() + 1) / 2 : size() / 2);
  // What was given to another one, too.
  taken.append(std::exchange(given_, {}));
  if (!taken && all) {
    if (fiber* const f = take_next()) taken.push_back(f);
  }
  lock_.unlock_other();
  return taken;
}

}  // namespace lsub::detail
