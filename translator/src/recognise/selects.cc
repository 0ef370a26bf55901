// `select` and `doselect` statements: where they start and end, their header, policy and cases.
#include <algorithm>
#include <array>

#include "recognise/dialect.h"
#include "recognise/messages.h"

namespace lsub::translate {
namespace {

// Words that can only start a statement: a case head has ended before them.
bool starts_only_statement(const token& t) {
  constexpr std::array words{"break", "continue", "return", "if",   "for",    "while",
                             "do",    "switch",   "goto",   "case", "default"};
  return std::any_of(words.begin(), words.end(), [&](auto word) { return t.is(word); });
}

// The `:` that ends the case head starting behind `keyword`, or else the token at which it is
// missed.
std::size_t head_end(const token_view& view, const structure& shape, std::size_t keyword) {
  int questions = 0;
  std::size_t at = keyword + 1;
  for (; at < view.size(); ++at) {
    const token& t = view[at];
    if (t.is("?")) ++questions;
    if (t.is(":") && questions-- == 0) return at;
    if (t.is(";") || t.is("}") || t.is(")") || t.is("]") || starts_only_statement(t)) return at;
    if (t.is("{") || t.is("(") || t.is("[")) {
      if (shape.partner(at) == no_token) return at;
      at = shape.partner(at);
    }
  }
  return at;
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
  const std::size_t comma = shape.find(from, ",", to);
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

// A comma in [from, to) outside brackets and template arguments.
std::size_t find_comma(const token_view& view, const structure& shape, std::size_t from,
                       std::size_t to) {
  const std::size_t comma = shape.find(from, ",", to);
  return comma != no_token && is_pair(view, shape, from, to) ? comma : no_token;
}

void read_head(const token_view& view, const structure& shape, select_case& one, dialect& found) {
  const std::size_t first = one.keyword + 1;
  one.equals = shape.find(first, "=", one.colon);
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
    found.problems.push_back({first < one.colon ? first : one.keyword, texts::case_communication});
    return;
  }
  if (const std::size_t comma = find_comma(view, shape, one.arrow + 2, one.end);
      comma != no_token) {
    found.problems.push_back({comma, texts::case_single});
    one.kind = case_kind::invalid;
  }
}

// Reads the case or default at `at`. Without its colon it is kept as an invalid one.
select_case read_case(const token_view& view, const structure& shape, std::size_t at,
                      dialect& found) {
  const bool fallback = view[at].is("default");
  select_case one{.kind = fallback ? case_kind::fallback : case_kind::invalid, .keyword = at};
  one.colon = fallback ? at + 1 : head_end(view, shape, at);
  if (one.colon < view.size() && view[one.colon].is(":")) {
    if (!fallback) read_head(view, shape, one, found);
    return one;
  }
  std::size_t missing = std::min(one.colon, view.size() - 1);
  // `case <-c { … }`: the brace was to follow the colon.
  for (std::size_t i = at + 1; i < missing; ++i)
    if (view[i].is("{") && shape.parent(i) == shape.parent(at)) missing = i;
  problem colon{missing - 1, texts::case_colon, ":"};
  colon.behind = true;
  if (view[missing].is(";")) colon = {missing, texts::case_colon, ":", missing, missing + 1};
  found.problems.push_back(std::move(colon));
  one.colon = missing - 1;
  return one;
}

bool is_fallthrough(const token_view& view, std::size_t at) {
  return at + 2 < view.size() && view[at].is("[") && view[at + 1].is("[") &&
         view[at + 2].is("fallthrough");
}

void read_cases(const token_view& view, const structure& shape, select_statement& statement,
                dialect& found) {
  bool have_default = false;
  for (std::size_t at = statement.open + 1; at < statement.close; ++at) {
    if (view[at].is("case") || (view[at].is("default") && shape.starts_statement(at))) {
      const select_case one = read_case(view, shape, at, found);
      if (one.kind == case_kind::fallback) {
        if (have_default) found.problems.push_back({at, texts::two_defaults});
        have_default = true;
      }
      statement.cases.push_back(one);
      at = one.colon;
      continue;
    }
    if (statement.cases.empty()) {
      if (statement.refused_end == no_token) found.problems.push_back({at, texts::before_case});
      statement.refused_end = at + 1;
    }
    if (is_fallthrough(view, at)) {
      found.problems.push_back({at, texts::case_falls});
      for (std::size_t i = at; i <= shape.partner(at) && shape.partner(at) != no_token; ++i)
        found.refused.push_back(i);
    }
    if ((view[at].is("{") || view[at].is("(") || view[at].is("[")) && shape.partner(at) != no_token)
      at = shape.partner(at);
    if (statement.cases.empty()) statement.refused_end = at + 1;
  }
}

// The brace at `at` opens what can only be the cases of a select.
bool opens_cases(const token_view& view, std::size_t at) {
  return at + 1 < view.size() && view[at].is("{") &&
         (view[at + 1].is("case") || view[at + 1].is("default"));
}

// Where the policy at `at` ends: behind its `>`, or, if that is missing, in front of the brace or
// parenthesis; no_token if it is no policy at all.
std::size_t policy_end(const token_view& view, std::size_t at) {
  for (std::size_t i = at + 1; i < view.size() && !view[i].is(";"); ++i) {
    if (view[i].is(">")) return i + 1;
    if (view[i].is("{")) return opens_cases(view, i) ? i : no_token;
    if (view[i].is("(")) return i;
  }
  return no_token;
}

// Reads `<policy>` at `at`; returns the token behind it.
std::size_t read_policy(const token_view& view, std::size_t at, select_statement& statement,
                        dialect& found) {
  if (at >= view.size()) return at;
  if (view[at].kind == token_kind::identifier && opens_cases(view, at + 1)) {
    const std::string name(view[at].text);
    found.problems.push_back(
        {at, fill(texts::policy_brackets, {name}), "<" + name + ">", at, at + 1});
    statement.policy = at;
    return statement.policy_end = at + 1;
  }
  if (!view[at].is("<")) return at;
  const std::size_t end = policy_end(view, at);
  if (end == no_token) return at;
  statement.policy = at;
  statement.policy_end = end;
  const bool closed = view[end - 1].is(">");
  const std::size_t last = closed ? end - 1 : end;
  std::string name;
  for (std::size_t i = at + 1; i < last; ++i) name += view[i].text;
  statement.ordered = name == "ordered";
  if (!name.empty() && !statement.ordered)
    found.problems.push_back({at + 1, fill(texts::policy_unknown, {name})});
  else if (!closed)
    found.problems.push_back({end, texts::policy_open, "> ", end, end});
  return end;
}

// Reads the header of a doselect at `at`, or refuses that of a select; returns the token behind it.
std::size_t read_header(const token_view& view, const structure& shape, std::size_t at, bool loops,
                        select_statement& statement, dialect& found) {
  const std::size_t close = shape.partner(at);
  if (close == no_token) return at;
  if (!loops) {
    if (!opens_cases(view, close + 1)) return at;
    found.problems.push_back({at, texts::select_header});
    statement.refused_header = at;
    return close + 1;
  }
  std::size_t semicolons = 0;
  for (std::size_t i = shape.find(at + 1, ";"); i != no_token; i = shape.find(i + 1, ";"))
    ++semicolons;
  statement.loop = semicolons == 0 ? loop_kind::condition : loop_kind::header;
  const std::size_t colon = semicolons > 0 ? no_token : shape.find(at + 1, ":");
  const bool range = colon != no_token && shape.find(at + 1, "?") == no_token;
  if (range || semicolons == 1 || semicolons > 2 || close == at + 1) {
    found.problems.push_back(
        {range ? colon : at, range ? texts::doselect_range : texts::doselect_header});
    statement.loop = loop_kind::endless;
    statement.refused_header = at;
  }
  return close + 1;
}

void read_statement(const token_view& view, const structure& shape, std::size_t keyword,
                    dialect& found) {
  select_statement statement{.keyword = keyword};
  const bool loops = view[keyword].is("doselect");
  const std::size_t problems = found.problems.size();
  std::size_t at = read_policy(view, keyword + 1, statement, found);
  if (loops) statement.loop = loop_kind::endless;
  if (at < view.size() && view[at].is("("))
    at = read_header(view, shape, at, loops, statement, found);
  if (at >= view.size() || !view[at].is("{") || shape.partner(at) == no_token) {
    found.problems.resize(problems);  // it is something else
    return;
  }
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
