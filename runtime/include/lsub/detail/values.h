// The walk over a value: writing it, reading it, naming its type. Private to <lsub/values.h>.
#pragma once

#include <lsub/detail/value_bytes.h>
#include <lsub/detail/value_shape.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace lsub::detail {

template <class T>
void put(value_writer& to, const T& v) {
  constexpr shape s = shape_of<T>();
  static_assert(is_value<T>, "this type has no MessagePack mapping; LSUB_VALUES gives it one");
  if constexpr (s == shape::boolean) {
    to.boolean(v);
  } else if constexpr (s == shape::integer) {
    if constexpr (signed_number<T>) {
      to.integer(static_cast<std::int64_t>(v));
    } else if constexpr (std::is_same_v<T, char>) {
      to.natural(static_cast<unsigned char>(v));
    } else {
      to.natural(static_cast<std::uint64_t>(v));
    }
  } else if constexpr (s == shape::real) {
    to.real(v);
  } else if constexpr (s == shape::text) {
    to.text(v);
  } else if constexpr (s == shape::failure) {
    to.text(v.message());
  } else if constexpr (s == shape::binary) {
    to.binary(v.data(), v.size());
  } else if constexpr (s == shape::list || s == shape::set || s == shape::array) {
    to.list(v.size());
    for (const auto& element : v) put<typename T::value_type>(to, element);
  } else if constexpr (s == shape::map) {
    to.map(v.size());
    for (const auto& [key, value] : v) {
      put(to, key);
      put(to, value);
    }
  } else if constexpr (s == shape::optional) {
    if (v.has_value()) {
      put<typename T::value_type>(to, *v);
    } else {
      to.nil();
    }
  } else if constexpr (s == shape::tuple) {
    to.list(std::tuple_size_v<T>);
    std::apply([&](const auto&... parts) { (put(to, parts), ...); }, v);
  } else if constexpr (s == shape::fields) {
    const auto fields = value_members(&v);
    to.list(fields.count);
    std::apply([&](auto... pointers) { (put(to, v.*pointers), ...); }, fields.pointers);
  }
}

template <class T>
bool take(value_reader& from, T& v);

template <class T>
bool take_number(value_reader& from, T& v) {
  using number = typename number_of<T>::type;
  constexpr unsigned bits = sizeof(T) * 8;
  if constexpr (signed_number<T>) {
    constexpr auto most = static_cast<std::int64_t>(~std::uint64_t{} >> (65 - bits));
    std::int64_t wide = 0;
    if (!from.integer(wide, -most - 1, most)) return false;
    v = static_cast<T>(static_cast<number>(wide));
  } else {
    std::uint64_t wide = 0;
    if (!from.natural(wide, ~std::uint64_t{} >> (64 - bits))) return false;
    v = static_cast<T>(static_cast<number>(wide));
  }
  return true;
}

// Takes what was written with exactly so many elements.
template <class T>
bool take_exactly(value_reader& from, std::size_t n) {
  std::size_t elements = 0;
  if (!from.list(elements)) return false;
  return elements == n ||
         from.fail(std::to_string(elements) + " elements where " + std::to_string(n) + " are due");
}

// A peer may choose keys of one bucket, which makes insertion slow.
template <class T, class Key>
bool spread(value_reader& from, const T& c, const Key& key) {
  constexpr std::size_t most = 128;
  if constexpr (requires { c.bucket_size(c.bucket(key)); }) {
    if (c.bucket_size(c.bucket(key)) > most) return from.fail("too many keys of one hash");
  }
  return true;
}

// An element of a container: what a set or a map needs besides is counted as so much.
inline constexpr std::size_t node_size = 64;

template <class T>
bool take_set(value_reader& from, T& v) {
  using item = typename T::value_type;
  std::size_t n = 0;
  if (!from.list(n) || !from.spend(n, sizeof(item) + node_size)) return false;
  v.clear();
  for (std::size_t i = 0; i < n; ++i) {
    item one{};
    if (!take(from, one) || !spread(from, v, one)) return false;
    v.insert(std::move(one));
    if (v.size() != i + 1) return from.fail("a key appears twice");
  }
  return true;
}

template <class T>
bool take_map(value_reader& from, T& v) {
  using key = typename T::key_type;
  using mapped = typename T::mapped_type;
  std::size_t n = 0;
  if (!from.map(n) || !from.spend(n, sizeof(key) + sizeof(mapped) + node_size)) return false;
  v.clear();
  for (std::size_t i = 0; i < n; ++i) {
    std::pair<key, mapped> one{};
    if (!take(from, one.first) || !take(from, one.second) || !spread(from, v, one.first))
      return false;
    v.insert(typename T::value_type(std::move(one.first), std::move(one.second)));
    if (v.size() != i + 1) return from.fail("a key appears twice");
  }
  return true;
}

template <class T>
bool take_list(value_reader& from, T& v) {
  using item = typename T::value_type;
  std::size_t n = 0;
  if (!from.list(n) || !from.spend(n, sizeof(item))) return false;
  v.clear();
  if constexpr (requires { v.reserve(n); }) v.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    item one{};
    if (!take(from, one)) return false;
    v.push_back(std::move(one));
  }
  return true;
}

template <class T>
bool take_binary(value_reader& from, T& v) {
  using item = typename T::value_type;
  std::string_view bytes;
  if (!from.binary(bytes) || !from.spend(bytes.size(), 1)) return false;
  if constexpr (fixed<T>) {
    if (bytes.size() != v.size())
      return from.fail(std::to_string(bytes.size()) + " bytes where " + std::to_string(v.size()) +
                       " are due");
  } else {
    v.resize(bytes.size());
  }
  for (std::size_t i = 0; i < bytes.size(); ++i)
    v[i] = static_cast<item>(static_cast<unsigned char>(bytes[i]));
  return true;
}

template <class T>
bool take_text(value_reader& from, T& v) {
  std::string_view text;
  if (!from.text(text) || !from.spend(text.size(), 1)) return false;
  v = T(text);
  return true;
}

// What the value was before is gone.
template <class T>
bool take(value_reader& from, T& v) {
  constexpr shape s = shape_of<T>();
  static_assert(is_value<T>, "this type has no MessagePack mapping; LSUB_VALUES gives it one");
  if constexpr (s == shape::boolean) {
    return from.boolean(v);
  } else if constexpr (s == shape::integer) {
    return take_number(from, v);
  } else if constexpr (s == shape::real) {
    return from.real(v);
  } else if constexpr (s == shape::text || s == shape::failure) {
    return take_text(from, v);
  } else if constexpr (s == shape::binary) {
    return take_binary(from, v);
  } else if constexpr (s == shape::list) {
    return take_list(from, v);
  } else if constexpr (s == shape::set) {
    return take_set(from, v);
  } else if constexpr (s == shape::map) {
    return take_map(from, v);
  } else if constexpr (s == shape::array) {
    if (!take_exactly<T>(from, v.size())) return false;
    for (auto& element : v) {
      if (!take(from, element)) return false;
    }
    return true;
  } else if constexpr (s == shape::optional) {
    v.reset();
    if (from.nil()) return true;
    v.emplace();
    return take(from, *v);
  } else if constexpr (s == shape::tuple) {
    return take_exactly<T>(from, std::tuple_size_v<T>) &&
           std::apply([&](auto&... parts) { return (take(from, parts) && ...); }, v);
  } else if constexpr (s == shape::fields) {
    const auto fields = value_members(static_cast<const T*>(&v));
    return take_exactly<T>(from, fields.count) &&
           std::apply([&](auto... pointers) { return (take(from, v.*pointers) && ...); },
                      fields.pointers);
  } else {
    return false;
  }
}

template <class T>
void describe(value_describer& to);

template <class Tuple, std::size_t... I>
void describe_parts(value_describer& to, std::index_sequence<I...>) {
  to.add("(");
  ((to.add(I == 0 ? "" : ","), describe<std::tuple_element_t<I, Tuple>>(to)), ...);
  to.add(")");
}

template <class T, class Fields, std::size_t... I>
void describe_members(value_describer& to, const Fields& fields, std::index_sequence<I...>) {
  if (!to.open(fields.name)) return;
  ((to.add(I == 0 ? "" : ","),
    describe<std::remove_cvref_t<decltype(std::declval<T&>().*std::get<I>(fields.pointers))>>(to)),
   ...);
  to.close();
}

template <class T>
void describe(value_describer& to) {
  constexpr shape s = shape_of<T>();
  static_assert(is_value<T>, "this type has no MessagePack mapping; LSUB_VALUES gives it one");
  if constexpr (s == shape::boolean) {
    to.add("bool");
  } else if constexpr (s == shape::integer) {
    to.add(signed_number<T> ? "i" : "u").add(sizeof(T) * 8);
  } else if constexpr (s == shape::real) {
    to.add("f").add(sizeof(T) * 8);
  } else if constexpr (s == shape::text) {
    to.add("str");
  } else if constexpr (s == shape::failure) {
    to.add("error");
  } else if constexpr (s == shape::binary && fixed<T>) {
    to.add("bin;").add(std::tuple_size<T>::value);
  } else if constexpr (s == shape::binary) {
    to.add("bin");
  } else if constexpr (s == shape::list || s == shape::array) {
    to.add("[");
    describe<typename T::value_type>(to);
    if constexpr (s == shape::array) to.add(";").add(std::tuple_size<T>::value);
    to.add("]");
  } else if constexpr (s == shape::set) {
    to.add("{");
    describe<typename T::key_type>(to);
    to.add("}");
  } else if constexpr (s == shape::map) {
    to.add("{");
    describe<typename T::key_type>(to);
    to.add(":");
    describe<typename T::mapped_type>(to);
    to.add("}");
  } else if constexpr (s == shape::optional) {
    describe<typename T::value_type>(to);
    to.add("?");
  } else if constexpr (s == shape::tuple) {
    describe_parts<T>(to, std::make_index_sequence<std::tuple_size_v<T>>());
  } else if constexpr (s == shape::fields) {
    const auto fields = value_members(static_cast<const T*>(nullptr));
    describe_members<T>(to, fields, std::make_index_sequence<fields.count>());
  }
}

}  // namespace lsub::detail

// `, &type::member` for each member, 80 at most.
#define LSUB_DETAIL_MEMBERS(type, ...) LSUB_DETAIL_SCAN(LSUB_DETAIL_MEMBER(type, __VA_ARGS__))
#define LSUB_DETAIL_MEMBER(type, member, ...) \
  , &type::member __VA_OPT__(LSUB_DETAIL_NEXT_MEMBER LSUB_DETAIL_CALL(type, __VA_ARGS__))
#define LSUB_DETAIL_NEXT_MEMBER() LSUB_DETAIL_MEMBER
#define LSUB_DETAIL_CALL ()
#define LSUB_DETAIL_SCAN(...) \
  LSUB_DETAIL_SCAN3(LSUB_DETAIL_SCAN3(LSUB_DETAIL_SCAN3(LSUB_DETAIL_SCAN3(__VA_ARGS__))))
#define LSUB_DETAIL_SCAN3(...) \
  LSUB_DETAIL_SCAN2(LSUB_DETAIL_SCAN2(LSUB_DETAIL_SCAN2(LSUB_DETAIL_SCAN2(__VA_ARGS__))))
#define LSUB_DETAIL_SCAN2(...) \
  LSUB_DETAIL_SCAN1(LSUB_DETAIL_SCAN1(LSUB_DETAIL_SCAN1(LSUB_DETAIL_SCAN1(__VA_ARGS__))))
#define LSUB_DETAIL_SCAN1(...) __VA_ARGS__
