// Which types are values, and of which kind. Private to <lsub/values.h>.
//
// Containers are recognised by what they offer, so that none of their headers is needed here.
#pragma once

#include <lsub/error.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace lsub::detail {

// The members of a structure and its name.
template <class Class, class... Pointers>
struct value_fields {
  using type = Class;
  static constexpr std::size_t count = sizeof...(Pointers);
  std::string_view name;
  std::tuple<Pointers...> pointers;
};

enum class shape {
  none,
  boolean,
  integer,
  real,
  text,
  binary,
  list,
  array,
  set,
  map,
  optional,
  tuple,
  fields,
  failure
};

template <class T, class... Us>
concept one_of = (std::is_same_v<T, Us> || ...);

template <class T>
concept with_fields = requires {
  value_members(static_cast<const T*>(nullptr));
};

template <class T>
concept whole_number = (std::is_integral_v<T> || std::is_enum_v<T>)&&sizeof(T) <= 8 &&
                       !one_of<T, wchar_t, char16_t, char32_t>;

template <class T>
concept holds_elements = requires(T& c, const T& k) {
  typename T::value_type;
  c.clear();
  k.begin() != k.end();
  k.size();
};

template <class T>
concept keyed = holds_elements<T> && requires(T& c, typename T::value_type& v) {
  typename T::key_type;
  c.insert(std::move(v));
};

template <class T>
concept keyed_pairs = keyed<T> && requires {
  typename T::mapped_type;
};

template <class T>
concept growing = holds_elements<T> && requires(T& c, typename T::value_type& v) {
  c.push_back(std::move(v));
};

template <class T>
concept fixed = requires(T& c) {
  typename T::value_type;
  c.data();
  c.begin();
  std::tuple_size<T>::value;
};

template <class T>
concept maybe = requires(T& c) {
  typename T::value_type;
  c.has_value();
  c.reset();
  c.emplace();
};

// Contiguous bytes.
template <class T>
concept raw_bytes = (growing<T> || fixed<T>)&&requires(T& c) {
  c.data();
  requires one_of<typename T::value_type, std::byte, unsigned char>;
};

template <class T>
constexpr shape shape_of() {
  if constexpr (with_fields<T>) {
    using fields = decltype(value_members(static_cast<const T*>(nullptr)));
    return std::is_same_v<typename fields::type, T> ? shape::fields : shape::none;
  } else if constexpr (std::is_same_v<T, bool>) {
    return shape::boolean;
  } else if constexpr (whole_number<T>) {
    return shape::integer;
  } else if constexpr (one_of<T, float, double>) {
    return shape::real;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return shape::text;
  } else if constexpr (std::is_same_v<T, error>) {
    return shape::failure;
  } else if constexpr (raw_bytes<T>) {
    return shape::binary;
  } else if constexpr (keyed_pairs<T>) {
    return shape::map;
  } else if constexpr (keyed<T>) {
    return shape::set;
  } else if constexpr (growing<T>) {
    return one_of<typename T::value_type, char, wchar_t, char8_t> ? shape::none : shape::list;
  } else if constexpr (fixed<T>) {
    return shape::array;
  } else if constexpr (maybe<T>) {
    return maybe<typename T::value_type> ? shape::none : shape::optional;
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    return shape::tuple;
  } else {
    return shape::none;
  }
}

// Whether T is a value; of what it consists is looked at on its own.
template <class T>
inline constexpr bool is_value = shape_of<T>() != shape::none;

// A number's type of the same size and sign that is no character, no enum and no `long`.
template <class T>
struct number_of {
  using type = T;
};
template <class T>
requires std::is_enum_v<T>
struct number_of<T> {
  using type = std::underlying_type_t<T>;
};

// char has a sign on some machines only: it is unsigned here.
template <class T>
inline constexpr bool signed_number =
    std::is_signed_v<typename number_of<T>::type> &&
    !std::is_same_v<std::remove_cv_t<typename number_of<T>::type>, char>;

}  // namespace lsub::detail
