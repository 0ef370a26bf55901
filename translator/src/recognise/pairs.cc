// `x, ok = <-c;`: a statement, or the first part of a control head, of two assignable expressions.
//
// `int x, ok = <-c;` is a declaration: its first part is no chain of an expression.
#include "recognise/dialect.h"
#include "recognise/messages.h"

namespace lsub::translate {
namespace {

// Behind the expression at `from` that can be assigned to, by its shape: a name, this or something
// in parentheses, with members and subscripts behind and stars before. no_token if there is none.
std::size_t place_end(const token_view& view, const structure& shape, std::size_t from) {
  std::size_t at = from;
  while (at < view.size() && view[at].is("*")) ++at;
  bool wants_operand = true;
  for (; at < view.size(); ++at) {
    const token& t = view[at];
    if (t.is("(") || t.is("[")) {
      if ((wants_operand && t.is("[")) || shape.partner(at) == no_token) return no_token;
      at = shape.partner(at);
      wants_operand = false;
    } else if (t.is(".") || t.is("->") || t.is("::")) {
      wants_operand = true;
    } else if (wants_operand && (t.kind == token_kind::identifier || t.is("this"))) {
      wants_operand = false;
    } else {
      break;
    }
  }
  return wants_operand ? no_token : at;
}

// Behind the parenthesis of a control head, or a semicolon in it.
bool starts_head(const token_view& view, const structure& shape, std::size_t at) {
  const std::size_t open = shape.parent(at);
  if (open == no_token || open == 0 || !view[open].is("(")) return false;
  if (at != open + 1 && !view[at - 1].is(";")) return false;
  const token& word = view[open - 1];
  return word.is("if") || word.is("while") || word.is("for") || word.is("switch") ||
         word.is("doselect") || word.is("constexpr");
}

}  // namespace

void find_pairs(const token_view& view, const structure& shape, dialect& found) {
  for (std::size_t at = 0; at + 4 < view.size(); ++at) {
    if (!shape.starts_statement(at) && !starts_head(view, shape, at)) continue;
    // The places first: most statements end there, and cost no more than that.
    const std::size_t comma = place_end(view, shape, at);
    if (comma == no_token || comma >= view.size() || !view[comma].is(",")) continue;
    const std::size_t semicolon = shape.find(at, ";");
    const std::size_t equals = shape.find(comma, "=", semicolon);
    if (equals == no_token || !is_arrow(view, equals + 1)) continue;
    const std::size_t second = shape.find(comma + 1, ",", equals);
    if (second != no_token) {
      found.problems.push_back({at, texts::pair_variables});
    } else if (place_end(view, shape, comma + 1) == equals) {
      found.pairs.push_back({at, equals, equals + 1});
    }
  }
}

}  // namespace lsub::translate
