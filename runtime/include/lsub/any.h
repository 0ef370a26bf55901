// any: one value of any movable type. What belts carry.
//
// Small values lie in it, larger ones in memory of their own; it moves, and never copies, so values
// that only move may be carried too. Thread-safety: as for std::string.
#pragma once

#include <lsub/error.h>

#include <concepts>
#include <cstddef>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace lsub::belts {

class any;

namespace detail {

// What an any does with its value. One for each type, in each shared library.
struct kind {
  const std::type_info& type;
  void (*relocate)(void* to, void* from) noexcept;  // null: the bytes are moved
  void (*destroy)(void* at) noexcept;               // null: nothing to do
  bool is_error;
};

inline constexpr std::size_t any_room = 32;

template <class T>
inline constexpr bool lies_in_any =
    sizeof(T) <= any_room &&
    alignof(T) <= alignof(void*) && std::is_nothrow_move_constructible_v<T>;

template <class T>
void relocate(void* to, void* from) noexcept {
  T* const old = static_cast<T*>(from);
  ::new (to) T(std::move(*old));
  old->~T();
}

template <class T>
void destroy(void* at) noexcept {
  static_cast<T*>(at)->~T();
}

template <class T>
void destroy_apart(void* at) noexcept {
  delete *static_cast<T**>(at);
}

template <class T>
inline const kind kind_of = {
    typeid(T), lies_in_any<T> && !std::is_trivially_copyable_v<T> ? &relocate<T> : nullptr,
    !lies_in_any<T>                       ? &destroy_apart<T>
    : std::is_trivially_destructible_v<T> ? nullptr
                                          : &destroy<T>,
    std::is_same_v<T, error>};

template <class T>
struct held {
  using type = T;
};
template <>
struct held<const char*> : held<std::string> {};
template <>
struct held<char*> : held<std::string> {};
template <>
struct held<std::string_view> : held<std::string> {};

}  // namespace detail

// What an any made of a T holds: a text becomes a std::string.
template <class T>
using held_t = typename detail::held<std::decay_t<T>>::type;

class any {
 public:
  // No value.
  any() noexcept = default;

  template <class T>
  requires(!std::same_as<std::decay_t<T>, any>) any(T&& value) {
    using Held = held_t<T>;
    static_assert(std::is_move_constructible_v<Held>, "an any holds movable values");
    if constexpr (detail::lies_in_any<Held>) {
      ::new (room_) Held(std::forward<T>(value));
    } else {
      ::new (room_) Held*(new Held(std::forward<T>(value)));
    }
    kind_ = &detail::kind_of<Held>;
  }
  any(any&& other) noexcept { take(other); }
  any& operator=(any&& other) noexcept {
    if (this != &other) {
      clear();
      take(other);
    }
    return *this;
  }
  ~any() { clear(); }

  explicit operator bool() const noexcept { return kind_ != nullptr; }

  // The value, if it is a T, otherwise null.
  template <class T>
  T* as() noexcept {
    return holds<T>() ? address<T>() : nullptr;
  }
  template <class T>
  const T* as() const noexcept {
    return const_cast<any*>(this)->as<T>();
  }

  template <class T>
  bool holds() const noexcept {
    return kind_ == &detail::kind_of<T> || (kind_ != nullptr && kind_->type == typeid(T));
  }

  // Of the value; void if there is none.
  const std::type_info& type() const noexcept { return kind_ ? kind_->type : typeid(void); }

  // The error, if the value is one, otherwise null.
  error* failure() noexcept {
    return kind_ != nullptr && kind_->is_error ? address<error>() : nullptr;
  }

  // Private to the package. Null if there is no value.
  const detail::kind* what() const noexcept { return kind_; }

  void clear() noexcept {
    if (kind_ != nullptr && kind_->destroy != nullptr) kind_->destroy(room_);
    kind_ = nullptr;
  }

 private:
  template <class T>
  T* address() noexcept {
    if constexpr (detail::lies_in_any<T>) {
      return std::launder(reinterpret_cast<T*>(room_));
    } else {
      return *std::launder(reinterpret_cast<T**>(room_));
    }
  }
  void take(any& other) noexcept {
    kind_ = std::exchange(other.kind_, nullptr);
    if (kind_ == nullptr) return;
    if (kind_->relocate != nullptr) {
      kind_->relocate(room_, other.room_);
    } else {
      std::memcpy(room_, other.room_, sizeof room_);
    }
  }

  const detail::kind* kind_ = nullptr;
  alignas(void*) unsigned char room_[detail::any_room];
};

}  // namespace lsub::belts
