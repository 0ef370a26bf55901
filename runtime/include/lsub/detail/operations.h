// The channel operations as functions: those translated code calls (detail) and the public ones.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/quick.h>

#include <optional>
#include <type_traits>
#include <utility>

namespace lsub::detail {

// What a two-value receive yields.
template <class T>
struct received {
  T value;
  bool ok;
};

template <class T>
LSUB_INLINE received<T> receive_ok_from(channel_head* c, location at) {
  LSUB_REQUIRE_ZERO_VALUE(T);
  slot<T> s;
  s.set_filled(receive_slot<T>(c, s.storage(), at));
  if (s.filled()) return {s.value(), true};
  return {T{}, false};
}

template <class T>
LSUB_INLINE T receive_from(channel_head* c, location at) {
  LSUB_REQUIRE_ZERO_VALUE(T);
  slot<T> s;
  s.set_filled(receive_slot<T>(c, s.storage(), at));
  if (s.filled()) return s.value();
  return T{};
}

// `<-c`. Blocks: until a value arrives or the channel is closed and drained; then T{}.
template <class T>
LSUB_INLINE T receive(const chan<T>& c, location at = here()) {
  return receive_from<T>(head(c), at);
}
template <class T>
LSUB_INLINE T receive(const recv_chan<T>& c, location at = here()) {
  return receive_from<T>(head(c), at);
}

// `x, ok = <-c`. Blocks: as receive. `ok` is false once the channel is closed and drained.
template <class T>
LSUB_INLINE received<T> receive_ok(const chan<T>& c, location at = here()) {
  return receive_ok_from<T>(head(c), at);
}
template <class T>
LSUB_INLINE received<T> receive_ok(const recv_chan<T>& c, location at = here()) {
  return receive_ok_from<T>(head(c), at);
}

// The left side of `x, ok = <-c`.
template <class Value, class Flag>
class assign {
 public:
  assign(Value&& value, Flag&& ok) noexcept
      : value_(std::forward<Value>(value)), ok_(std::forward<Flag>(ok)) {}

  template <class T>
  void operator=(received<T>&& from) && {
    std::forward<Value>(value_) = std::move(from.value);
    std::forward<Flag>(ok_) = from.ok;
  }

 private:
  Value&& value_;
  Flag&& ok_;
};
template <class Value, class Flag>
assign(Value&&, Flag&&) -> assign<Value, Flag>;

// `c <- v`. Blocks: until accepted (true) or closed (false, then the value was not moved from).
template <class T>
LSUB_INLINE bool send(const chan<T>& c, const std::type_identity_t<T>& value, location at = here()) {
  return send_slot<T>(head(c), value, at);
}
template <class T>
LSUB_INLINE bool send(const chan<T>& c, std::type_identity_t<T>&& value, location at = here()) {
  return send_slot<T>(head(c), std::move(value), at);
}
template <class T>
LSUB_INLINE bool send(const send_chan<T>& c, const std::type_identity_t<T>& value, location at = here()) {
  return send_slot<T>(head(c), value, at);
}
template <class T>
LSUB_INLINE bool send(const send_chan<T>& c, std::type_identity_t<T>&& value, location at = here()) {
  return send_slot<T>(head(c), std::move(value), at);
}

// A handle that can send: chan, send_chan, or derived from one.
template <class Channel>
concept sender = channel_handle<Channel> && requires(const Channel& c) {
  send_chan<value_t<Channel>>(c);
};

// A handle that can receive: chan, recv_chan, or derived from one.
template <class Channel>
concept receiver = channel_handle<Channel> && requires(const Channel& c) {
  recv_chan<value_t<Channel>>(c);
};

// Runs `how(storage)`, which says whether it filled the storage.
template <class T, class How>
std::optional<T> optional_value(How how) {
  slot<T> s;
  s.set_filled(how(s.storage()));
  if (s.filled()) return std::optional<T>(s.value());
  return std::nullopt;
}

}  // namespace lsub::detail

namespace lsub {

// Blocks: until a value arrives; nullopt once the channel is closed and drained.
template <detail::receiver Channel>
std::optional<detail::value_t<Channel>> recv(const Channel& c,
                                             detail::location at = detail::here()) {
  using T = detail::value_t<Channel>;
  return detail::optional_value<T>(
      [&](void* to) { return detail::receive_slot<T>(detail::head(c), to, at); });
}

// Takes a value if one is ready. Never blocks, but yields to other fibers now and then.
template <detail::receiver Channel>
std::optional<detail::value_t<Channel>> try_recv(const Channel& c) {
  using T = detail::value_t<Channel>;
  return detail::optional_value<T>([&](void* to) {
    const detail::received_quickly r = detail::quick_receive<T>(detail::head(c), to);
    using enum detail::received_quickly;
    if (r == value || r == end) return r == value;
    return detail::try_receive_value(detail::head(c), to);
  });
}

// Blocks: until the value is accepted (true) or the channel is closed (false). An rvalue is moved
// from only if accepted.
template <detail::sender Channel>
bool send(const Channel& c, const detail::value_t<Channel>& value,
          detail::location at = detail::here()) {
  return detail::send_slot<detail::value_t<Channel>>(detail::head(c), value, at);
}
template <detail::sender Channel>
bool send(const Channel& c, detail::value_t<Channel>&& value,
          detail::location at = detail::here()) {
  return detail::send_slot<detail::value_t<Channel>>(detail::head(c), std::move(value), at);
}

// True if the value was accepted at once. Never blocks, but yields to other fibers now and then.
template <detail::sender Channel>
bool try_send(const Channel& c, const detail::value_t<Channel>& value) {
  using T = detail::value_t<Channel>;
  return detail::quick_send<T>(detail::head(c), value) == detail::sent_quickly::accepted ||
         detail::try_send_value(detail::head(c), const_cast<T*>(__builtin_addressof(value)),
                                detail::copier<T>());
}
template <detail::sender Channel>
bool try_send(const Channel& c, detail::value_t<Channel>&& value) {
  using T = detail::value_t<Channel>;
  return detail::quick_send<T>(detail::head(c), std::move(value)) ==
             detail::sent_quickly::accepted ||
         detail::try_send_value(detail::head(c), __builtin_addressof(value), detail::mover<T>());
}

}  // namespace lsub
