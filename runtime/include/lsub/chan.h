// Channels: handles, and the operations on them as functions.
//
// chan<T> is bidirectional, send_chan<T> and recv_chan<T> are views of one direction; a chan
// converts to both, nothing converts back. A handle is a counted reference; the last one frees the
// channel. A default or nullptr handle is the nil channel: operations on it block for ever.
// Thread-safety: a channel may be used from any fiber and any thread; one handle object is as safe
// as a std::shared_ptr object.
#pragma once

#include <lsub/detail/channel.h>
#include <lsub/detail/handle.h>
#include <lsub/detail/location.h>
#include <lsub/detail/range.h>
#include <lsub/detail/slot.h>

#include <compare>
#include <cstddef>
#include <type_traits>
#include <utility>

namespace lsub {

template <class T>
class chan;
template <class T>
class send_chan;
template <class T>
class recv_chan;

template <class T>
class chan : public detail::handle {
  static_assert(detail::element_allowed<T>(), "");

 public:
  using value_type = T;

  chan() noexcept = default;
  chan(std::nullptr_t) noexcept {}
  explicit chan(detail::adopt_t, detail::channel_head* c) noexcept : handle(detail::adopt, c) {}

  // Receives until the channel is closed and drained. Blocks: like a receive, at each step.
  detail::range_iterator<T> begin(detail::location at = detail::here()) const {
    return detail::range_iterator<T>(*this, at);
  }
  detail::range_end end() const noexcept { return {}; }
};

template <class T>
class send_chan : public detail::handle {
  static_assert(detail::element_allowed<T>(), "");

 public:
  using value_type = T;

  send_chan() noexcept = default;
  send_chan(std::nullptr_t) noexcept {}
  send_chan(const chan<T>& c) noexcept : handle(c) {}
  send_chan(chan<T>&& c) noexcept : handle(std::move(c)) {}
};

template <class T>
class recv_chan : public detail::handle {
  static_assert(detail::element_allowed<T>(), "");

 public:
  using value_type = T;

  recv_chan() noexcept = default;
  recv_chan(std::nullptr_t) noexcept {}
  recv_chan(const chan<T>& c) noexcept : handle(c) {}
  recv_chan(chan<T>&& c) noexcept : handle(std::move(c)) {}

  // As for chan.
  detail::range_iterator<T> begin(detail::location at = detail::here()) const {
    return detail::range_iterator<T>(*this, at);
  }
  detail::range_end end() const noexcept { return {}; }
};

// The element type is always written out: what these deduce is refused.
template <class T>
chan(chan<T>) -> chan<detail::element_type_left_out>;
template <class T>
send_chan(send_chan<T>) -> send_chan<detail::element_type_left_out>;
template <class T>
send_chan(chan<T>) -> send_chan<detail::element_type_left_out>;
template <class T>
recv_chan(recv_chan<T>) -> recv_chan<detail::element_type_left_out>;
template <class T>
recv_chan(chan<T>) -> recv_chan<detail::element_type_left_out>;

// Makes a channel with room for `capacity` values; 0 makes every send meet its receive. Its buffer
// takes memory for the next power of two.
// Errors: std::length_error if `capacity` is negative or absurd.
template <detail::movable_element T>
chan<T> make_chan(std::ptrdiff_t capacity = 0) {
  return chan<T>(detail::adopt, detail::make_channel(capacity, detail::element_of<T>));
}

// Values buffered now; 0 for nil.
template <detail::channel_handle Channel>
std::ptrdiff_t len(const Channel& c) noexcept {
  return detail::buffered(detail::head(c));
}

// Values the buffer can hold; 0 for nil.
template <detail::channel_handle Channel>
std::ptrdiff_t cap(const Channel& c) noexcept {
  return detail::capacity(detail::head(c));
}

// Closes from either side; a no-op on nil and on a closed channel. All blocked senders and
// receivers wake. <lsub/error.h> has the form with a reason.
template <detail::channel_handle Channel>
void close(const Channel& c) noexcept {
  detail::close_channel(detail::head(c));
}

// True for nil, or once closed and drained.
template <detail::channel_handle Channel>
bool cclosed(const Channel& c) noexcept {
  return detail::closed_and_drained(detail::head(c));
}

}  // namespace lsub

#include <lsub/detail/operations.h>
