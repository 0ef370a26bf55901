// Declarations that give the encodings a meaning. They are parsed only here: no public header has
// them.
//
// The channel templates are declared ahead of <lsub/lsub.h>, which defines them; argument-dependent
// lookup finds the operators from there.
#pragma once

namespace lsub::translate {

inline constexpr char prelude[] = R"(
namespace lsub {
template <class T> class chan;
template <class T> class send_chan;
template <class T> class recv_chan;
namespace detail {
template <class T> struct received;
template <class T> struct translate_same { using type = T; };
template <class X, class Ok> struct translate_pair {
  template <class T> requires requires(X& x, Ok& ok, T&& value) { x = static_cast<T&&>(value); ok = true; }
  void operator=(received<T>) const { __builtin_trap(); }
};
}
template <class T> T operator~(const chan<T>&) { __builtin_trap(); }
template <class T> T operator~(const recv_chan<T>&) { __builtin_trap(); }
template <class T> detail::received<T> operator-(const chan<T>&) { __builtin_trap(); }
template <class T> detail::received<T> operator-(const recv_chan<T>&) { __builtin_trap(); }
template <class T> bool operator<<=(const chan<T>&, typename detail::translate_same<T>::type) { __builtin_trap(); }
template <class T> bool operator<<=(const send_chan<T>&, typename detail::translate_same<T>::type) { __builtin_trap(); }
}
template <class X, class Ok> lsub::detail::translate_pair<X, Ok> lsub_translate_assign(X&, Ok&) { __builtin_trap(); }
)";

}  // namespace lsub::translate
