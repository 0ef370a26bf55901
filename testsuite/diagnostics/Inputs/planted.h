// What the programs with planted errors share.
#pragma once

#include <lsub/language.h>

inline lsub::chan<int> c;
inline lsub::chan<bool> b;
inline int i;
inline unsigned u;
inline bool ok;
inline int a[2];
struct object {
  void m(bool) {}
};
inline object o;
inline void take(bool) {}
inline void (*table[2])(bool) = {take, take};
inline lsub::chan<int> pick(bool) { return c; }
[[nodiscard]] inline int must() { return 1; }
using hidden = lsub::detail::location;
