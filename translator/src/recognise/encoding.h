// The encoding: how the dialect's constructs are spelled for Clang's stock parser.
//
// Each construct becomes tokens with the right grammar, so that no operand is ever delimited by
// hand:
//   <-e          ~e           (one unary token)          c <- e       c <<= e    (assignment level)
//   [x, ok] <-e  -e           (its result has a flag)    go f(a);     f(a);
//   select {case H: B …}      switch (true) default: { {H; B} … }
//   doselect (h) {case H: B}  for (h) { {H; B} … }
//   a <- b + 1   lsub_translate_left(a) < (lsub_translate_first<decltype((a))>(b) + 1)
//                (a dispatch, once its operands are known; `a` wrapped there too)
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

// A token made up, spelled like a keyword, punctuator or identifier; or once more the tokens
// [first, last] of the view, rewritten as they are where they stand.
struct insertion {
  insertion(std::string_view what) : spelling(what) {}  // NOLINT: a token is written as what it is
  insertion(const char* what) : spelling(what) {}       // NOLINT
  insertion(std::size_t from, std::size_t to) : first(from), last(to) {}

  std::string_view spelling = {};
  std::size_t first = no_token, last = no_token;
};

// What happens to one token of the stream: tokens put before it, whether it stays, tokens put
// behind it. Tokens made up take the place of the rewritten one.
struct rewrite {
  std::vector<insertion> before;
  bool drop = false;
  std::vector<insertion> after;
};

// Rewrites by view position. Everything not named stays as it is.
std::map<std::size_t, rewrite> encode(const token_view& view, const structure& shape,
                                      const dialect& found);

}  // namespace lsub::translate
