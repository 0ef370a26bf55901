// The cases of a select.
//
// A case is what the caller names: a channel, and the slot of the value. What the core knows of it
// besides, with the waiter, is made only where the quick way is not open, on the stack of the fiber
// that selects: a blocked select allocates nothing. The channel is named by a handle of the
// caller's; the core takes a reference of its own while it blocks, if a transfer may fail or time
// may give values.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/quick.h>

#include <type_traits>
#include <utility>

namespace lsub::detail {

struct select_case {
  enum class direction : unsigned char { receive, send };

  // `plainly`: its values cross channels by copying bytes.
  select_case(channel_head* c, direction d, void* s, transfer t, bool plainly) noexcept
      : channel(c), way(d), plain(plainly), wait(s, t) {}
  select_case(const select_case&) = delete;
  select_case& operator=(const select_case&) = delete;

  channel_head* channel;
  direction way;
  bool plain;
  bool transferred = false;  // set for the chosen case: a value crossed the channel
  bool ready;                // private to the core, as all that follows
  waiter wait;
  select_case* next_locked;
};

// What came of the quick way of the only case.
enum class gone_quickly : unsigned char {
  done,
  blocked,
  nothing_to_do,  // blocked, and nobody needs attention
  no,
};

// What all cases have.
struct case_head {
  explicit case_head(channel_head* c) noexcept : channel(c) {}
  case_head(const case_head&) = delete;
  case_head& operator=(const case_head&) = delete;

  channel_head* const channel;
};

template <class T>
class receive_case : public case_head {
 public:
  static constexpr bool sends = false;
  // A copy of it costs nothing to speak of.
  static constexpr bool is_small =
      std::is_trivially_copyable_v<T> && std::is_trivially_default_constructible_v<T> &&
      sizeof(T) <= 2 * sizeof(void*);
  static constexpr bool has_quick_way = std::is_nothrow_move_constructible_v<T>;

  explicit receive_case(const chan<T>& c) noexcept : case_head(head(c)) {}
  explicit receive_case(const recv_chan<T>& c) noexcept : case_head(head(c)) {}

  // As of detail/quick. Requires, for all: not nil.
  static outlook look(const channel_head& c) noexcept { return receive_outlook(c); }
  static bool may_go(const channel_head&, outlook o) noexcept { return may_receive(o); }
  bool is_quick(outlook o) const noexcept { return is_quick_receive<T>(o); }
  // Who waits at the other end.
  waiter_list& partners() const noexcept { return channel->senders; }
  // Lets `perform` have a copy of this case, takes over what came of it, and returns what `perform`
  // returns: so this case itself need not be in memory. Requires: small.
  template <class Perform>
  LSUB_INLINE std::size_t by_copy(Perform perform) {
    receive_case copy(channel);
    const std::size_t result = perform(copy);
    value_.set_filled(copy.value_.filled());
    if (copy.value_.filled()) __builtin_memcpy(value_.storage(), copy.value_.storage(), sizeof(T));
    return result;
  }
  void go_alone(worker_head* on, outlook o) {
    if constexpr (has_quick_way)
      value_.set_filled(receive_alone<T>(on, *channel, o, value_.storage()));
  }
  // The whole operation, of the only case.
  template <bool Blocking>
  LSUB_INLINE gone_quickly go() {
    // In registers then, where the compiler may not see that nobody looks at the value.
    if constexpr (!Blocking && is_small) ::new (value_.storage()) T();
    const received_quickly r = Blocking ? quick_receive<T>(channel, value_.storage())
                                        : quick_poll<T>(channel, value_.storage());
    if (r == received_quickly::nothing_to_do) return gone_quickly::nothing_to_do;
    if (r == received_quickly::blocked) return gone_quickly::blocked;
    if (r == received_quickly::no) return gone_quickly::no;
    value_.set_filled(r == received_quickly::value);
    return gone_quickly::done;
  }

  // For the core, which has performed or given up `done` in the end.
  select_case record() noexcept {
    return {channel, select_case::direction::receive, value_.storage(), nullptr,
            mover<T>() == nullptr};
  }
  void settle(const select_case& done) noexcept { value_.set_filled(done.transferred); }

  // Requires, for all three: this case was chosen; called once.
  T value() {
    LSUB_REQUIRE_ZERO_VALUE(T);
    if (!value_.filled()) return T{};
    return value_.value();
  }
  received<T> value_ok() {
    LSUB_REQUIRE_ZERO_VALUE(T);
    if (!value_.filled()) return {T{}, false};
    return {value_.value(), true};
  }
  void discard() noexcept { value_.clear(); }

 private:
  explicit receive_case(channel_head* c) noexcept : case_head(c) {}

  slot<T> value_;
};

template <class T>
class send_case : public case_head {
 public:
  static constexpr bool sends = true;
  static constexpr bool is_small = fits_registers<T>;
  static constexpr bool has_quick_way = std::is_nothrow_move_constructible_v<T>;

  // Moves from `value` only if the case is chosen and the channel accepts it.
  send_case(const chan<T>& c, std::type_identity_t<T>& value) noexcept
      : case_head(head(c)), value_(__builtin_addressof(value)) {}
  send_case(const send_chan<T>& c, std::type_identity_t<T>& value) noexcept
      : case_head(head(c)), value_(__builtin_addressof(value)) {}

  // As of detail/quick. Requires, for all: not nil.
  static outlook look(const channel_head& c) noexcept { return send_outlook(c); }
  static bool may_go(const channel_head& c, outlook o) noexcept { return may_send(c, o); }
  bool is_quick(outlook o) const noexcept { return is_quick_send<T, T>(o); }
  waiter_list& partners() const noexcept { return channel->receivers; }
  void go_alone(worker_head* on, outlook o) {
    if constexpr (has_quick_way) {
      send_alone<T>(on, *channel, o, std::move(*value_));
      sent_ = true;
    }
  }
  template <bool Blocking>
  LSUB_INLINE gone_quickly go() {
    const sent_quickly s = Blocking ? quick_send<T>(channel, std::move(*value_))
                                    : quick_offer<T>(channel, std::move(*value_));
    if (s == sent_quickly::nothing_to_do) return gone_quickly::nothing_to_do;
    if (s == sent_quickly::blocked) return gone_quickly::blocked;
    if (s == sent_quickly::no) return gone_quickly::no;
    sent_ = true;
    return gone_quickly::done;
  }

  // As of receive_case.
  template <class Perform>
  LSUB_INLINE std::size_t by_copy(Perform perform) {
    T value = std::move(*value_);  // which leaves it as it is
    send_case copy(channel, value);
    const std::size_t result = perform(copy);
    sent_ = copy.sent_;
    return result;
  }
  select_case record() noexcept {
    return {channel, select_case::direction::send, value_, mover<T>(), mover<T>() == nullptr};
  }
  void settle(const select_case& done) noexcept { sent_ = done.transferred; }

  // Requires: this case was chosen. False: the channel is closed and nothing was sent.
  bool ok() const noexcept { return sent_; }

 private:
  send_case(channel_head* c, T& value) noexcept
      : case_head(c), value_(__builtin_addressof(value)) {}

  T* const value_;
  bool sent_ = false;
};

}  // namespace lsub::detail
