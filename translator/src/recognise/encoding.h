// The encoding: how the dialect's constructs are spelled for Clang's stock parser.
//
// Each construct becomes tokens with the right grammar, so that no operand is ever delimited by
// hand:
//   <-e          ~e           (one unary token)          c <- e       c <<= e    (assignment level)
//   [x, ok] <-e  -e           (its result has a flag)    go f(a);     f(a);
//   select {case H: B …}      switch (true) default: { {H; B} … }
//   doselect (h) {case H: B}  for (h) { {H; B} … }
//   go { … }     [=]() mutable { … }();         defer { … }   [&]() { … }();
//   break L;     break;                         continue L;   continue;
//   case x, ok = <-c:         { lsub_translate_assign(x, ok) = -c; …      and so without a select
// The operators and the helper exist only in the parse's own prelude.
#pragma once

#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

#include "recognise/dialect.h"

namespace lsub::translate {

// What happens to one token of the stream: tokens put before it, whether it stays, tokens put
// behind it. The spellings are of keywords, punctuators and identifiers; each takes the place of
// the rewritten token.
struct rewrite {
  std::vector<std::string_view> before;
  bool drop = false;
  std::vector<std::string_view> after;
};

// Rewrites by view position. Everything not named stays as it is.
std::map<std::size_t, rewrite> encode(const token_view& view, const structure& shape,
                                      const dialect& found);

}  // namespace lsub::translate
