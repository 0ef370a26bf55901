// handle: the counted reference below chan, send_chan and recv_chan, and what tells them apart.
#pragma once

#include <lsub/detail/channel.h>

#include <compare>
#include <concepts>
#include <cstddef>
#include <optional>  // std::hash
#include <type_traits>
#include <utility>

namespace lsub {
template <class T>
class chan;
template <class T>
class send_chan;
template <class T>
class recv_chan;
}  // namespace lsub

namespace lsub::detail {

struct adopt_t {};
inline constexpr adopt_t adopt{};

class handle {
 public:
  // False for nil.
  explicit operator bool() const noexcept { return head_ != nullptr; }

  // Identity, whatever the direction.
  friend bool operator==(const handle& a, const handle& b) noexcept { return a.head_ == b.head_; }
  friend std::strong_ordering operator<=>(const handle& a, const handle& b) noexcept {
    return std::compare_three_way{}(a.head_, b.head_);
  }
  friend bool operator==(const handle& a, std::nullptr_t) noexcept { return a.head_ == nullptr; }

 protected:
  handle() noexcept = default;
  handle(adopt_t, channel_head* c) noexcept : head_(c) {}
  handle(const handle& other) noexcept : head_(other.head_) { retain(head_); }
  handle(handle&& other) noexcept : head_(std::exchange(other.head_, nullptr)) {}
  // Right for itself too: the reference is taken before the old one goes.
  handle& operator=(const handle& other) noexcept {  // NOLINT(bugprone-unhandled-self-assignment)
    retain(other.head_);
    release(std::exchange(head_, other.head_));
    return *this;
  }
  handle& operator=(handle&& other) noexcept {
    channel_head* taken = std::exchange(other.head_, nullptr);
    release(std::exchange(head_, taken));
    return *this;
  }
  ~handle() { release(head_); }

 private:
  friend channel_head* head(const handle& h) noexcept;

  channel_head* head_ = nullptr;
};

inline channel_head* head(const handle& h) noexcept {
  return h.head_;
}

// One of the three handle types, or derived from one.
template <class Channel>
concept channel_handle = std::derived_from<Channel, handle>;

template <class Channel>
using value_t = typename std::remove_cvref_t<Channel>::value_type;

struct element_type_left_out;

// One message for each kind of element a channel can't have.
template <class T>
constexpr bool element_allowed() {
  static_assert(!std::is_same_v<T, element_type_left_out>,
                "write the channel's element type, as in chan<int>");
  static_assert(!std::is_void_v<T>, "a channel can't have element type void");
  static_assert(!std::is_reference_v<T>,
                "a channel can't have references as elements; use a pointer or a value");
  static_assert(std::is_void_v<T> || std::is_reference_v<T> ||
                    (std::is_object_v<T> && !std::is_array_v<T> && !std::is_const_v<T> &&
                     !std::is_volatile_v<T>),
                "a channel's element type must be an object type without const or volatile");
  return true;
}

template <class T>
concept has_size = requires {
  sizeof(T);
};

// What values need to cross a channel; the type may still be incomplete where a handle is declared.
template <class T>
constexpr bool element_movable() {
  if constexpr (element_allowed<T>() && std::is_object_v<T>) {
    constexpr bool complete = has_size<T>;
    static_assert(complete, "a channel is made where its element type is complete");
    if constexpr (complete) {
      static_assert(std::is_move_constructible_v<T> && std::is_destructible_v<T>,
                    "a channel's elements must be movable");
    }
  }
  return true;
}

template <class T>
concept movable_element = element_movable<T>();

}  // namespace lsub::detail

template <class T>
struct std::hash<lsub::chan<T>> {
  std::size_t operator()(const lsub::chan<T>& c) const noexcept {
    return std::hash<void*>{}(lsub::detail::head(c));
  }
};
template <class T>
struct std::hash<lsub::send_chan<T>> {
  std::size_t operator()(const lsub::send_chan<T>& c) const noexcept {
    return std::hash<void*>{}(lsub::detail::head(c));
  }
};
template <class T>
struct std::hash<lsub::recv_chan<T>> {
  std::size_t operator()(const lsub::recv_chan<T>& c) const noexcept {
    return std::hash<void*>{}(lsub::detail::head(c));
  }
};
