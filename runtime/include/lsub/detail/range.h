// Range-for over a channel: one receive per step.
#pragma once

#include <lsub/detail/channel.h>
#include <lsub/detail/handle.h>
#include <lsub/detail/quick.h>
#include <lsub/detail/slot.h>

#include <utility>

namespace lsub::detail {

struct range_end {};

// Yields each value as an rvalue, so that it may be moved out.
// Ownership: holds a reference of its own, so the handle it came from may change meanwhile.
template <class T>
class range_iterator {
 public:
  range_iterator(const handle& source, location at) : source_(source), at_(at) { step(); }
  range_iterator(const range_iterator&) = delete;
  range_iterator& operator=(const range_iterator&) = delete;

  T&& operator*() noexcept { return slot_.value(); }
  LSUB_INLINE range_iterator& operator++() {
    step();
    return *this;
  }
  friend bool operator==(const range_iterator& i, range_end) noexcept { return !i.slot_.filled(); }

 private:
  struct reference : handle {
    explicit reference(const handle& h) noexcept : handle(h) {}
  };

  LSUB_INLINE void step() {
    slot_.clear();
    slot_.set_filled(receive_slot<T>(head(source_), slot_.storage(), at_));
  }

  reference source_;
  slot<T> slot_;
  location at_;
};

}  // namespace lsub::detail
