// An arrow whose left side may or may not be a channel: a template decides when it is instantiated.
//
// `a <- b + 1` becomes send_or_less(a, [&](auto is_send) { return first_operand(is_send, b) + 1;
// }): as a send the value is `b + 1`, as a comparison the right side is `-b + 1`. Where no lambda
// may stand it becomes send_value_or_less(a, first_operand(is_send<decltype((a))>(), b) + 1).
#pragma once

#include <lsub/chan.h>

#include <type_traits>
#include <utility>

namespace lsub {

// Whether T is a channel handle, references and cv left aside.
template <class T>
inline constexpr bool is_channel_v = detail::channel_handle<std::remove_cvref_t<T>>;

namespace detail {

template <class IsSend, class Value>
constexpr auto first_operand(IsSend, Value&& value) noexcept(noexcept(-std::forward<Value>(value)))
    -> decltype(-std::forward<Value>(value)) requires(!IsSend::value) {
  return -std::forward<Value>(value);
}

// An lvalue stays one, an rvalue is handed on.
template <class IsSend, class Value>
constexpr Value first_operand(IsSend, Value&& value) noexcept(
    std::is_nothrow_constructible_v<Value, Value>) requires(IsSend::value) {
  return std::forward<Value>(value);
}

// Blocks: as a send does, if `left` is a channel.
template <class Left, class Right>
constexpr decltype(auto) send_or_less(Left&& left, Right right, location at = here()) {
  if constexpr (is_channel_v<Left>) {
    return send(left, right(std::true_type{}), at);
  } else {
    return std::forward<Left>(left) < right(std::false_type{});
  }
}

template <class Left>
using is_send = std::bool_constant<is_channel_v<Left>>;

// Fails to substitute where neither a send nor a comparison is possible.
template <class Left, class Value>
auto send_value_or_less(Left&& left, Value&& value, location at = here())
    -> decltype(send(left, std::forward<Value>(value), at)) requires(is_channel_v<Left>) {
  return send(left, std::forward<Value>(value), at);
}
template <class Left, class Value>
constexpr auto send_value_or_less(Left&& left,
                                  Value&& value) noexcept(noexcept(std::forward<Left>(left) <
                                                                   std::forward<Value>(value)))
    -> decltype(std::forward<Left>(left) <
                std::forward<Value>(value)) requires(!is_channel_v<Left>) {
  return std::forward<Left>(left) < std::forward<Value>(value);
}

}  // namespace detail
}  // namespace lsub
