// `go call;`, `go { … }`, `defer call;`, `defer { … }`: a statement that starts with the word and
// goes on in a way no C++ declaration or expression can, unless the program declares a type of that
// name.
#include "recognise/dialect.h"

namespace lsub::translate {
namespace {

// A lambda expression starts at `at`: `[…]`, then parameters, specifiers and at last a body.
bool is_lambda(const token_view& view, const structure& shape, std::size_t at) {
  if (!view[at].is("[") || shape.partner(at) == no_token) return false;
  for (std::size_t i = shape.partner(at) + 1; i < view.size(); ++i) {
    if (view[i].is("{")) return true;
    if (view[i].is(";") || view[i].is("=") || view[i].is(".") || view[i].is("}")) return false;
    if (view[i].is("(") || view[i].is("[")) {
      if (shape.partner(i) == no_token) return false;
      i = shape.partner(i);
    }
  }
  return false;
}

// A callee in parentheses starts at `at`: `(*p).m(…)`, `(o.*m)(…)`.
bool is_parenthesised_callee(const token_view& view, const structure& shape, std::size_t at) {
  if (!view[at].is("(") || shape.partner(at) == no_token) return false;
  const std::size_t next = shape.partner(at) + 1;
  return next > at + 2 && next < view.size() &&
         (view[next].is("(") || view[next].is(".") || view[next].is("->"));
}

bool starts_call(const token_view& view, const structure& shape, std::size_t at) {
  const token& first = view[at];
  return first.kind == token_kind::identifier || first.kind == token_kind::literal ||
         first.is("::") || first.is("this") || first.is("new") || first.is("throw") ||
         is_lambda(view, shape, at);
}

}  // namespace

void find_calls(const token_view& view, const structure& shape, const decisions& known,
                dialect& found) {
  for (std::size_t at = 0; at + 1 < view.size(); ++at) {
    if (view[at].kind != token_kind::identifier || !shape.starts_statement(at)) continue;
    const bool deferred = view[at].is("defer");
    if ((!deferred && !view[at].is("go")) || known.plain_words.contains(view[at].offset)) continue;
    if (view[at + 1].is("{")) {
      if (shape.partner(at + 1) != no_token)
        found.calls.push_back({at, shape.partner(at + 1), deferred, true});
      continue;
    }
    const bool parenthesised = is_parenthesised_callee(view, shape, at + 1);
    if (!parenthesised && !starts_call(view, shape, at + 1)) continue;
    std::size_t semicolon = shape.find(at, ";");
    if (semicolon == no_token) {
      // Clang says where it is missing.
      semicolon = shape.parent(at);
      semicolon = semicolon == no_token ? no_token : shape.partner(semicolon);
      if (semicolon == no_token) continue;
    }
    found.calls.push_back({at, semicolon, deferred, false, parenthesised});
  }
}

}  // namespace lsub::translate
