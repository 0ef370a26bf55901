// `select` and `doselect` statements: where they start and end, their header, policy and cases.
#include <algorithm>

#include "recognise/dialect.h"

namespace lsub::translate {
namespace {

// The `:` that ends the case head starting behind `keyword`; no_token if there is none before the
// brace ends.
std::size_t head_end(const token_view& view, const structure& shape, std::size_t keyword) {
  int questions = 0;
  for (std::size_t at = keyword + 1; at < view.size(); ++at) {
    const token& t = view[at];
    if (t.is("?")) ++questions;
    if (t.is(":") && questions-- == 0) return at;
    if (t.is(";") || t.is("}") || t.is(")") || t.is("]")) return no_token;
    if (t.is("{") || t.is("(") || t.is("[")) {
      if (shape.partner(at) == no_token) return no_token;
      at = shape.partner(at);
    }
  }
  return no_token;
}

// The next token in [from, to) at the head's own depth that is `spelling`.
std::size_t find_in_head(const structure& shape, std::size_t from, std::size_t to,
                         std::string_view spelling) {
  const std::size_t at = shape.find(from, spelling);
  return at != no_token && at < to ? at : no_token;
}

// The first arrow in [from, to) at the head's own depth that stands between two operands.
std::size_t find_binary_arrow(const token_view& view, const structure& shape, std::size_t from,
                              std::size_t to) {
  for (std::size_t at = from; at < to; ++at) {
    if (is_arrow(view, at)) {
      if (!in_operand_position(view, shape, at)) return at;
      ++at;
    } else if ((view[at].is("(") || view[at].is("[") || view[at].is("{")) &&
               shape.partner(at) != no_token) {
      at = shape.partner(at);
    }
  }
  return no_token;
}

// Whether [from, to) reads `x, ok`: a comma outside brackets and template arguments, no
// declaration's type.
bool is_pair(const token_view& view, const structure& shape, std::size_t from, std::size_t to) {
  const std::size_t comma = find_in_head(shape, from, to, ",");
  if (comma == no_token) return false;
  int angles = 0;
  for (std::size_t at = from; at < to; ++at) {
    if (view[at].is("<")) ++angles;
    if (view[at].is(">")) --angles;
    if (view[at].is(">>")) angles -= 2;
    if (at == comma && angles > 0) return false;
  }
  return true;
}

void read_head(const token_view& view, const structure& shape, select_case& one, dialect& found) {
  const std::size_t first = one.keyword + 1;
  one.equals = find_in_head(shape, first, one.colon, "=");
  std::size_t operand = one.equals == no_token ? first : one.equals + 1;
  one.end = one.colon;
  // Parentheses around a communication change nothing: `case (<-c):`.
  while (operand < one.end && view[operand].is("(") && shape.partner(operand) + 1 == one.end) {
    ++operand;
    --one.end;
  }
  one.first = operand;
  const std::size_t binary = find_binary_arrow(view, shape, operand, one.end);
  if (binary != no_token) {
    one.kind = case_kind::send;
    one.arrow = binary;
  } else if (operand < one.end && is_arrow(view, operand)) {
    one.kind = case_kind::receive;
    one.arrow = operand;
    one.assigns_pair = one.equals != no_token && is_pair(view, shape, first, one.equals);
  } else {
    found.problems.push_back(
        {first < one.colon ? first : one.keyword, "select case must be a send or a receive"});
  }
}

void read_cases(const token_view& view, const structure& shape, select_statement& statement,
                dialect& found) {
  bool have_default = false;
  for (std::size_t at = statement.open + 1; at < statement.close; ++at) {
    const bool is_case = view[at].is("case");
    if (is_case || (view[at].is("default") && at + 1 < statement.close && view[at + 1].is(":"))) {
      select_case one{.keyword = at, .colon = head_end(view, shape, at)};
      if (one.colon == no_token) {
        found.problems.push_back({at, "expected ':' after the select case"});
        continue;
      }
      if (is_case) {
        read_head(view, shape, one, found);
      } else {
        one.kind = case_kind::fallback;
        if (have_default) found.problems.push_back({at, "multiple defaults in one select"});
        have_default = true;
      }
      statement.cases.push_back(one);
      at = one.colon;
      continue;
    }
    if (statement.cases.empty()) {
      if (statement.refused_end == no_token)
        found.problems.push_back({at, "statement before the first case of a select"});
      statement.refused_end = at + 1;
    }
    if ((view[at].is("{") || view[at].is("(") || view[at].is("[")) && shape.partner(at) != no_token)
      at = shape.partner(at);
    if (statement.cases.empty()) statement.refused_end = at + 1;
  }
}

// Reads `<policy>` at `at`; returns the token behind it.
std::size_t read_policy(const token_view& view, std::size_t at, select_statement& statement,
                        dialect& found) {
  if (at >= view.size() || !view[at].is("<")) return at;
  statement.policy = at;
  if (at + 1 < view.size() && view[at + 1].is(">")) return at + 2;
  if (at + 2 < view.size() && view[at + 2].is(">")) {
    statement.ordered = view[at + 1].is("ordered");
    if (!statement.ordered)
      found.problems.push_back({at + 1, "unknown select policy '" + std::string(view[at + 1].text) +
                                            "'; the policies are <> and <ordered>"});
    return at + 3;
  }
  return at;
}

void read_statement(const token_view& view, const structure& shape, std::size_t keyword,
                    dialect& found) {
  select_statement statement{.keyword = keyword};
  const bool loops = view[keyword].is("doselect");
  std::size_t at = read_policy(view, keyword + 1, statement, found);
  if (loops) {
    statement.loop = loop_kind::endless;
    if (at < view.size() && view[at].is("(")) {
      const std::size_t close = shape.partner(at);
      if (close == no_token) return;
      const bool for_header = shape.find(at + 1, ";") != no_token;
      statement.loop = for_header ? loop_kind::header : loop_kind::condition;
      const std::size_t colon = for_header ? no_token : shape.find(at + 1, ":");
      if (colon != no_token && shape.find(at + 1, "?") == no_token) {
        found.problems.push_back({colon, "doselect does not take a range; loop over it in a for"});
        statement.loop = loop_kind::endless;
        statement.refused_header = at;
      }
      at = close + 1;
    }
  }
  if (at >= view.size() || !view[at].is("{") || shape.partner(at) == no_token) return;
  statement.open = at;
  statement.close = shape.partner(at);
  read_cases(view, shape, statement, found);
  found.selects.push_back(std::move(statement));
}

}  // namespace

void find_selects(const token_view& view, const structure& shape, const decisions& known,
                  dialect& found) {
  for (std::size_t at = 0; at + 1 < view.size(); ++at) {
    if (view[at].kind != token_kind::identifier || !shape.starts_statement(at)) continue;
    if ((view[at].is("select") || view[at].is("doselect")) &&
        !known.plain_words.contains(view[at].offset))
      read_statement(view, shape, at, found);
  }
}

}  // namespace lsub::translate
