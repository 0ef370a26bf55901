// Values as MessagePack, and back.
//
// Plain C++; the package library behind it is linked by lsub++. What each type becomes is specified
// in docs/packages/values.md. Thread-safety: the functions share nothing.
#pragma once

#include <lsub/detail/values.h>
#include <lsub/error.h>

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace lsub {

// A value, or why there is none.
template <class T>
struct decoded {
  T value{};
  error failure;
};

// The bytes of a value. Errors: std::length_error if a part of it has 4 GiB.
template <class T>
std::string encode(const T& value) {
  std::string bytes;
  detail::value_writer to(bytes);
  detail::put(to, value);
  return bytes;
}

// The value of these bytes, whatever they are: all of them, within the limits, or a failure.
// Requires: T has a default constructor. Errors: what T's own functions throw is the failure.
template <class T>
decoded<T> decode(std::string_view bytes, const value_limits& most = {}) {
  decoded<T> result;
  try {
    detail::value_reader from(bytes, most);
    if (!detail::take(from, result.value)) {
      result.value = T{};
      result.failure = from.failure();
    }
  } catch (...) {
    result.failure = error(std::current_exception());
  }
  return result;
}

// What the bytes of a T look like, the same with every compiler, in 255 bytes at most: types with
// the same name can read each other's values.
template <class T>
const std::string& value_name() {
  static const std::string name = [] {
    detail::value_describer to;
    detail::describe<T>(to);
    return to.name();
  }();
  return name;
}

// What value_members returns for a type of its own: its name and its members, in their order.
//
//     struct point { int x, y; };
//     constexpr auto value_members(const point*) {
//       return lsub::members_of<point>("point", &point::x, &point::y);
//     }
template <class Class, class... Members>
constexpr auto members_of(std::string_view name, Members... members) {
  return detail::value_fields<Class, Members...>{name, std::tuple<Members...>(members...)};
}

}  // namespace lsub

// The same in one line, behind the type and in its namespace: LSUB_VALUES(point, x, y)
#define LSUB_VALUES(type, ...)                                                                 \
  [[maybe_unused]] constexpr auto value_members(const type*) {                                 \
    return ::lsub::members_of<type>(#type __VA_OPT__(LSUB_DETAIL_MEMBERS(type, __VA_ARGS__))); \
  }
