// Declarations that give the encodings a meaning. They are parsed only here: no public header has
// them.
//
// The channel templates are declared ahead of <lsub/lsub.h>, which defines them; argument-dependent
// lookup finds the operators from there. That a recv_chan takes no value is said by an operator
// never chosen, so that Clang names the element type. Names that the user may have defined as macros are
// reserved ones.
#pragma once

namespace lsub::translate {

inline constexpr char prelude[] = R"(
namespace lsub {
template <class _Tp> class chan;
template <class _Tp> class send_chan;
template <class _Tp> class recv_chan;
namespace detail {
template <class _Tp> struct received;
template <class _Tp> struct translate_same { using __type = _Tp; };
template <class _Xp, class _Op> struct translate_pair {
  template <class _Tp> requires requires(_Xp& __x, _Op& __ok, _Tp&& __v) { __x = static_cast<_Tp&&>(__v); __ok = true; }
  void operator=(received<_Tp>) const { __builtin_trap(); }
};
}
template <class _Tp> _Tp operator~(const chan<_Tp>&) { __builtin_trap(); }
template <class _Tp> _Tp operator~(const recv_chan<_Tp>&) { __builtin_trap(); }
template <class _Tp> detail::received<_Tp> operator-(const chan<_Tp>&) { __builtin_trap(); }
template <class _Tp> detail::received<_Tp> operator-(const recv_chan<_Tp>&) { __builtin_trap(); }
template <class _Tp> bool operator<<=(const chan<_Tp>&, typename detail::translate_same<_Tp>::__type) { __builtin_trap(); }
template <class _Tp> bool operator<<=(const send_chan<_Tp>&, typename detail::translate_same<_Tp>::__type) { __builtin_trap(); }
template <class _Tp> bool operator<<=(const recv_chan<_Tp>&, typename detail::translate_same<_Tp>::__type) requires(false);
}
template <class _Xp, class _Op> lsub::detail::translate_pair<_Xp, _Op> lsub_translate_assign(_Xp&, _Op&) { __builtin_trap(); }
)";

// Of a file with arrows that may be a send or a comparison: a channel on the left is wrapped, so that
// `<` with it can only be the send; anything else is compared as it is.
inline constexpr char dispatch_prelude[] = R"(
namespace lsub {
namespace detail {
template <class _Cp> struct translate_left {};
template <class _Left> inline constexpr bool translate_wrapped = false;
template <class _Cp> inline constexpr bool translate_wrapped<translate_left<_Cp>> = true;
template <class _Tp> translate_left<chan<_Tp>> translate_wrap(const chan<_Tp>&);
template <class _Tp> translate_left<send_chan<_Tp>> translate_wrap(const send_chan<_Tp>&);
template <class _Tp> translate_left<recv_chan<_Tp>> translate_wrap(const recv_chan<_Tp>&);
template <class _Left> concept translate_channel = requires(_Left&& __left) { translate_wrap(__left); };
template <class _Tp> bool operator<(translate_left<chan<_Tp>>, typename translate_same<_Tp>::__type) { __builtin_trap(); }
template <class _Tp> bool operator<(translate_left<send_chan<_Tp>>, typename translate_same<_Tp>::__type) { __builtin_trap(); }
template <class _Tp> bool operator<(translate_left<recv_chan<_Tp>>, typename translate_same<_Tp>::__type) requires(false);
}
}
template <class _Left> requires(lsub::detail::translate_channel<_Left>)
auto lsub_translate_left(_Left&& __left) -> decltype(lsub::detail::translate_wrap(__left)) { __builtin_trap(); }
template <class _Left> requires(!lsub::detail::translate_channel<_Left>)
constexpr _Left&& lsub_translate_left(_Left&& __left) noexcept { return static_cast<_Left&&>(__left); }
template <class _Left, class _Value> requires(lsub::detail::translate_wrapped<_Left>)
_Value lsub_translate_first(_Value&& __value) { return static_cast<_Value&&>(__value); }
template <class _Left, class _Value> requires(!lsub::detail::translate_wrapped<_Left>)
constexpr auto lsub_translate_first(_Value&& __value) noexcept(noexcept(-static_cast<_Value&&>(__value)))
    -> decltype(-static_cast<_Value&&>(__value)) { return -static_cast<_Value&&>(__value); }
)";

}  // namespace lsub::translate
