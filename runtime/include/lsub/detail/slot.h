// slot<T>: storage for one received value, filled or not. T need not be default-constructible.
#pragma once

#include <lsub/detail/channel.h>

#include <type_traits>
#include <utility>

namespace lsub::detail {

template <class T>
inline constexpr bool has_zero_value = std::is_default_constructible_v<T>;

#define LSUB_REQUIRE_ZERO_VALUE(T)                                                      \
  static_assert(::lsub::detail::has_zero_value<T>,                                      \
                "receive of the zero value needs a default-constructible element; use " \
                "recv(c) or a range-for")

template <class T>
class slot {
 public:
  slot() noexcept {}
  ~slot() { clear(); }
  slot(const slot&) = delete;
  slot& operator=(const slot&) = delete;

  // Uninitialised storage while not filled.
  void* storage() noexcept { return static_cast<void*>(__builtin_addressof(value_)); }

  bool filled() const noexcept { return filled_; }
  void set_filled(bool filled) noexcept { filled_ = filled; }

  // Requires: filled.
  T&& value() noexcept { return std::move(value_); }

  void clear() noexcept {
    if (filled_) {
      filled_ = false;
      value_.~T();
    }
  }

 private:
  union {
    T value_;
  };
  bool filled_ = false;
};

}  // namespace lsub::detail
