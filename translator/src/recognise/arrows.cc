// Arrow candidates: every `<` `-` pair, with the form it must or probably has.
//
// In operand position `<-` can only be a receive, for `<` is no prefix operator of C++. In binary
// position the left side's type decides; until it is known a guess stands in, which may cost a
// parse but never changes the result.
#include <algorithm>
#include <array>
#include <set>

#include "recognise/dialect.h"

namespace lsub::translate {
namespace {

// Keywords that end an operand; every other keyword asks for one (`return`, `case`, `not`, `throw`,
// …) or cannot stand before an operator.
bool is_value_keyword(const token& t) {
  constexpr std::array values{"this", "true", "false", "nullptr"};
  return std::any_of(values.begin(), values.end(), [&](auto s) { return t.is(s); });
}

// Whether the tokens before `at` are the `= ` of a structured binding: `auto [a, b] = <-c`.
bool binds_structure(const token_view& view, const structure& shape, std::size_t at) {
  if (at < 2 || !view[at - 1].is("=") || !view[at - 2].is("]")) return false;
  std::size_t square = shape.partner(at - 2);
  if (square == no_token || square == 0) return false;
  std::size_t before = square - 1;
  while (before > 0 && (view[before].is("&") || view[before].is("&&"))) --before;
  return view[before].is("auto") ||
         (view[before].is("const") && before > 0 && view[before - 1].is("auto"));
}

// Names that some declaration of the text makes a channel: `chan<int> c`, `auto c = make_chan…`.
std::set<std::string_view> channel_names(const token_view& view) {
  std::set<std::string_view> names;
  for (std::size_t at = 0; at + 1 < view.size(); ++at) {
    const token& t = view[at];
    if (t.is("make_chan") || t.is("after") || t.is("tick")) {
      std::size_t equals = at;
      while (equals > 0 && (view[equals - 1].is("lsub") || view[equals - 1].is("::"))) --equals;
      if (equals >= 2 && view[equals - 1].is("=")) names.insert(view[equals - 2].text);
    }
    if (!(t.is("chan") || t.is("send_chan") || t.is("recv_chan")) || !view[at + 1].is("<"))
      continue;
    int depth = 0;
    std::size_t i = at + 1;
    for (; i < view.size() && !view[i].is(";") && !view[i].is("{"); ++i) {
      if (view[i].is("<")) ++depth;
      if (view[i].is(">")) --depth;
      if (view[i].is(">>")) depth -= 2;
      if (depth <= 0) break;
    }
    do ++i;
    while (i < view.size() && (view[i].is("&") || view[i].is("const")));
    if (i < view.size() && view[i].kind == token_kind::identifier) names.insert(view[i].text);
  }
  return names;
}

// Guess for a binary arrow: a send where a statement or an initialiser has it at top level, else
// less-than; what is written `a < -b` is one if it is a whole statement or `a` is declared so.
arrow_form guess(const token_view& view, const structure& shape,
                 const std::set<std::string_view>& channels, std::size_t at) {
  const std::size_t bracket = shape.parent(at);
  if (bracket == no_token) return arrow_form::comparison;
  const bool in_block = view[bracket].is("{") && shape.brace(bracket) == brace_kind::block;
  // Alone in the head of an if or while, or in an argument: `if (c <- v)`, `f(c <- v)`.
  const bool alone = view[bracket].is("(") && shape.find(bracket + 1, ";") == no_token;
  const bool declared = channels.contains(view[at - 1].text);
  const arrow_form likely = in_block || alone ? arrow_form::send : arrow_form::comparison;
  if (declared) return likely;
  if (view[at].spelled && view[at].end() != view[at + 1].offset) {
    const bool statement = shape.starts_statement(at - 1);
    return in_block && statement ? arrow_form::send : arrow_form::comparison;
  }
  const bool attached = view[at].offset == view[at - 1].end();
  const bool number = at + 2 < view.size() && view[at + 2].kind == token_kind::literal;
  if (number && attached && shape.find(at, ">", shape.find(at, ";")) != no_token)
    return arrow_form::comparison;  // `ratio<-1, 3>`
  return likely;
}

// Each arrow in a settled one's left operand is parsed twice.
constexpr int nested_arrows = 8;

// Finds the operands' tokens; leaves the arrow as it is if a place is none of a token.
void settle(const token_view& view, const operand_places& places, arrow& one) {
  arrow settled = one;
  std::size_t at = one.at;
  for (int arrows = 0; at > 0 && view[at].offset > places.left; --at)
    if (is_arrow(view, at) && ++arrows > nested_arrows) return;
  if (view[at].offset == places.left) settled.left = at;
  for (at = one.at + 2; at < view.size() && view[at].offset < places.right_end; ++at) {
    if (view[at].end() == places.first_end) settled.first_last = at;
    if (view[at].end() == places.right_end) settled.right_last = at;
  }
  if (settled.left < one.at && settled.first_last != no_token && settled.right_last != no_token)
    one = settled;
}

}  // namespace

bool is_arrow(const token_view& view, std::size_t at) {
  return at + 1 < view.size() && view[at].is("<") && view[at + 1].is("-");
}

bool in_operand_position(const token_view& view, const structure& shape, std::size_t at) {
  if (at == 0) return true;
  const token& before = view[at - 1];
  switch (before.kind) {
    case token_kind::identifier:
      // `go <-c(x)` makes no sense; every other identifier is an operand.
    case token_kind::literal:
      return false;
    case token_kind::keyword:
      return !is_value_keyword(before);
    case token_kind::punctuator:
      break;
  }
  if (before.is(")")) return shape.ends_control_head(at - 1);
  if (before.is("]")) return shape.starts_statement(at);
  if (before.is("}")) return shape.brace(at - 1) != brace_kind::list;
  return !before.is(">") && !before.is("++") && !before.is("--");
}

void find_arrows(const token_view& view, const structure& shape, const decisions& known,
                 dialect& found) {
  std::set<std::size_t> communications;  // binary arrows that a select case demands to be sends
  std::set<std::size_t> pairs;           // receives that are assigned to two variables
  for (const pair_assignment& one : found.pairs) pairs.insert(one.arrow);
  for (const select_statement& statement : found.selects) {
    for (const select_case& one : statement.cases) {
      if (one.kind == case_kind::send) communications.insert(one.arrow);
      if (one.kind == case_kind::receive && one.assigns_pair) pairs.insert(one.arrow);
    }
  }
  const std::set<std::string_view> channels = channel_names(view);
  for (std::size_t at = 0; at + 1 < view.size(); ++at) {
    if (!is_arrow(view, at)) continue;
    arrow one{.at = at};
    if (in_operand_position(view, shape, at)) {
      one.by_grammar = true;
      one.form = binds_structure(view, shape, at) || pairs.contains(at) ? arrow_form::receive_ok
                                                                        : arrow_form::receive;
    } else if (communications.contains(at) || (at + 2 < view.size() && view[at + 2].is("{"))) {
      one.by_grammar = true;
      one.form = arrow_form::send;
    } else if (auto decided = known.arrows.find(view[at].offset); decided != known.arrows.end()) {
      one.form = decided->second;
    } else {
      one.form = guess(view, shape, channels, at);
    }
    if (one.form == arrow_form::dispatch)
      if (auto places = known.operands.find(view[at].offset); places != known.operands.end())
        settle(view, places->second, one);
    found.arrows.push_back(one);
    ++at;
  }
}

}  // namespace lsub::translate
