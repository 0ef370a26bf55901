// `go call;`: a statement that starts with the word and goes on in a way no C++ declaration or
// expression can, unless the program declares a type of that name.
#include "recognise/declared.h"
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

bool starts_call(const token_view& view, const structure& shape, std::size_t at) {
  if (at >= view.size()) return false;
  const token& first = view[at];
  return first.kind == token_kind::identifier || first.kind == token_kind::literal ||
         first.is("::") || first.is("this") || first.is("new") || first.is("throw") ||
         is_lambda(view, shape, at);
}

}  // namespace

void find_gos(const token_view& view, const structure& shape, dialect& found) {
  if (declares_type(view, "go")) return;
  for (std::size_t at = 0; at + 1 < view.size(); ++at) {
    if (!view[at].is("go") || view[at].kind != token_kind::identifier) continue;
    if (!shape.starts_statement(at) || !starts_call(view, shape, at + 1)) continue;
    const std::size_t semicolon = shape.find(at, ";");
    if (semicolon == no_token) {
      found.problems.push_back({at, "expected ';' after the go statement"});
      continue;
    }
    found.gos.push_back({at, semicolon});
  }
}

}  // namespace lsub::translate
