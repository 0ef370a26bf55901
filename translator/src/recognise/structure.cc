#include "recognise/structure.h"

#include <algorithm>
#include <array>

namespace lsub::translate {
namespace {

bool is_open(const token& t) {
  return t.is("(") || t.is("[") || t.is("{");
}
bool is_close(const token& t) {
  return t.is(")") || t.is("]") || t.is("}");
}

bool matches(const token& open, const token& close) {
  return (open.is("(") && close.is(")")) || (open.is("[") && close.is("]")) ||
         (open.is("{") && close.is("}"));
}

// Words that stand between the parameter list of a function or lambda and its body.
bool is_function_suffix(const token& t) {
  constexpr std::array suffixes{"const",   "volatile",  "noexcept",  "override", "final",
                                "mutable", "constexpr", "consteval", "static",   "try"};
  return std::any_of(suffixes.begin(), suffixes.end(), [&](auto s) { return t.is(s); });
}

bool is_type_key(const token& t) {
  return t.is("class") || t.is("struct") || t.is("union");
}

}  // namespace

structure::structure(const token_view& view)
    : view_(view),
      partner_(view.size(), no_token),
      parent_(view.size(), no_token),
      brace_(view.size(), brace_kind::none),
      starts_(view.size(), 0) {
  std::vector<std::size_t> open;
  for (std::size_t at = 0; at < view.size(); ++at) {
    const token& t = view[at];
    if (is_close(t)) {
      // A stray closing bracket closes nothing; one that skips inner brackets closes those too.
      auto it = std::find_if(open.rbegin(), open.rend(),
                             [&](std::size_t o) { return matches(view[o], t); });
      if (it != open.rend()) {
        partner_[at] = *it;
        partner_[*it] = at;
        brace_[at] = brace_[*it];
        open.erase(std::prev(it.base()), open.end());
      }
    }
    parent_[at] = open.empty() ? no_token : open.back();
    if (t.is("{")) brace_[at] = classify(at);
    starts_[at] = decide_start(at) ? 1 : 0;
    if (is_open(t)) open.push_back(at);
  }
}

bool structure::ends_control_head(std::size_t at) const {
  if (!view_[at].is(")") || partner_[at] == no_token || partner_[at] == 0) return false;
  std::size_t before = partner_[at] - 1;
  const token& word = view_[before];
  if (word.is("constexpr") && before > 0) return view_[before - 1].is("if");
  return word.is("if") || word.is("for") || word.is("while") || word.is("switch") ||
         word.is("doselect") || word.is("catch");
}

std::size_t structure::find(std::size_t from, std::string_view spelling, std::size_t until) const {
  for (std::size_t at = from; at < view_.size() && at < until; ++at) {
    if (view_[at].is(spelling)) return at;
    if (is_close(view_[at])) return no_token;
    if (is_open(view_[at])) {
      if (partner_[at] == no_token) return no_token;
      at = partner_[at];
    }
  }
  return no_token;
}

std::size_t structure::statement_end(std::size_t at) const {
  // Statements that end with another one are followed down; `depth` of them at most, whatever the
  // input.
  for (int depth = 0; depth < 1000 && at < view_.size(); ++depth) {
    const token& t = view_[at];
    if (t.is("{")) return partner_[at];
    if (t.kind == token_kind::identifier && at + 1 < view_.size() && view_[at + 1].is(":")) {
      at += 2;
      continue;
    }
    if (t.is("if") || t.is("for") || t.is("while") || t.is("switch") || t.is("doselect")) {
      const std::size_t open = find(at, "(");
      const std::size_t brace = find(at, "{");
      if (t.is("doselect") && brace < open) return partner_[brace];
      if (open == no_token || partner_[open] == no_token) return no_token;
      const std::size_t body = partner_[open] + 1;
      if (!t.is("if")) {
        at = body;
        continue;
      }
      const std::size_t then = statement_end(body);
      if (then == no_token || then + 1 >= view_.size() || !view_[then + 1].is("else")) return then;
      at = then + 2;
      continue;
    }
    if (t.is("do")) {
      const std::size_t body = statement_end(at + 1);
      return body == no_token ? no_token : find(body + 1, ";");
    }
    if (t.is("select")) {
      if (const std::size_t brace = find(at, "{", find(at, ";")); brace != no_token)
        return partner_[brace];
    }
    if (t.is("try") && at + 1 < view_.size() && view_[at + 1].is("{")) {
      std::size_t last = partner_[at + 1];
      while (last != no_token && last + 1 < view_.size() && view_[last + 1].is("catch")) {
        const std::size_t brace = find(last + 1, "{");
        last = brace == no_token ? no_token : partner_[brace];
      }
      return last;
    }
    return find(at, ";");
  }
  return no_token;
}

// The brace at `at` is still without partner; everything before it is classified.
brace_kind structure::classify(std::size_t at) const {
  const bool in_block = parent_[at] != no_token && brace_[parent_[at]] == brace_kind::block;
  if (at == 0) return brace_kind::block;
  const token& before = view_[at - 1];
  if (opens_requirements(at)) return brace_kind::list;
  if (before.is(")") || is_function_suffix(before)) return brace_kind::block;
  if (before.is(";") || before.is("{") || before.is("}") || before.is("else") || before.is("do") ||
      before.is("try") || before.is("select") || before.is("doselect") || before.is("go") ||
      before.is("defer")) {
    // `{` after `{` within a braced list is a list; after the last initialiser of a constructor a
    // block.
    if (before.is("{") && brace_[at - 1] == brace_kind::list) return brace_kind::list;
    return brace_kind::block;
  }
  if (before.is("(")) {
    // A statement expression `({ … })` holds statements, an argument `({ … })` holds values.
    for (std::size_t i = at + 1, depth = 1; i < view_.size() && depth > 0; ++i) {
      if (is_open(view_[i])) ++depth;
      if (is_close(view_[i])) --depth;
      if (depth == 1 && view_[i].is(";")) return brace_kind::block;
    }
    return brace_kind::list;
  }
  if (before.is("]")) {
    const std::size_t square = partner_[at - 1];
    if (square == no_token || square == 0) return brace_kind::block;
    const token& left = view_[square - 1];
    const bool subscript = left.kind == token_kind::identifier || left.is(")") || left.is("]") ||
                           left.is("this") || left.is(">");
    return subscript && !left.is("go") ? brace_kind::list : brace_kind::block;
  }
  if (before.is(":") && in_block) return brace_kind::block;
  if (before.is("=") || before.is(",") || before.is("return")) return brace_kind::list;
  // A word or a `>`: the statement's own words decide.
  bool after_arrow = false;
  for (std::size_t i = at; i-- > 0;) {
    const token& t = view_[i];
    if (is_close(t) && partner_[i] != no_token) {
      if (t.is("}") && brace_[i] != brace_kind::list) break;
      i = partner_[i];
      continue;
    }
    if (t.is(";") || is_open(t)) break;
    if (t.is("namespace") || (t.is("extern") && before.kind == token_kind::literal))
      return brace_kind::name_space;
    if (t.is("enum")) return brace_kind::enum_body;
    if (is_type_key(t) && !(i > 0 && (view_[i - 1].is("<") || view_[i - 1].is(",")))) {
      return i > 0 && view_[i - 1].is("enum") ? brace_kind::enum_body : brace_kind::type_body;
    }
    if (t.is("->") && i > 0 && (view_[i - 1].is(")") || is_function_suffix(view_[i - 1])))
      after_arrow = true;
    if (t.is("requires") || t.is("select")) after_arrow = true;
  }
  return after_arrow ? brace_kind::block : brace_kind::list;
}

// `requires {` and `requires (…) {` in an expression; behind a lambda's template parameters it is a
// clause.
bool structure::opens_requirements(std::size_t at) const {
  std::size_t word = at - 1;
  if (view_[word].is(")") && partner_[word] != no_token && partner_[word] > 0)
    word = partner_[word] - 1;
  return view_[word].is("requires") && word > 0 && !view_[word - 1].is(">");
}

bool structure::bars_lambda(std::size_t at) const {
  for (std::size_t i = parent_[at]; i != no_token; i = parent_[i]) {
    if (brace_[i] == brace_kind::block) return false;
    if (brace_[i] == brace_kind::type_body) return true;
    if (i == 0) continue;
    const token& before = view_[i - 1];
    if (view_[i].is("(") && (before.is("decltype") || before.is("noexcept") || before.is("sizeof")))
      return true;
    if (view_[i].is("{") && opens_requirements(i)) return true;
  }
  return true;
}

bool structure::is_label_colon(std::size_t at) const {
  // `name :` at a statement start, or the end of `case … :` and `default :`.
  if (at == 0) return false;
  if (view_[at - 1].kind == token_kind::identifier && starts_[at - 1] != 0) return true;
  int colons = 0;
  for (std::size_t i = at; i-- > 0;) {
    const token& t = view_[i];
    if (is_close(t)) {
      if (partner_[i] == no_token) return false;
      i = partner_[i];
    } else if (t.is("case") || t.is("default")) {
      return colons == 0;
    } else if (t.is(":")) {
      ++colons;
    } else if (t.is("?")) {
      if (colons-- == 0) return false;
    } else if (t.is(";") || is_open(t)) {
      return false;
    }
  }
  return false;
}

bool structure::decide_start(std::size_t at) const {
  if (parent_[at] == no_token || brace_[parent_[at]] != brace_kind::block) return false;
  const token& before = view_[at - 1];
  if (before.is(";") || before.is("else") || before.is("do")) return true;
  if (before.is("{")) return brace_[at - 1] == brace_kind::block;
  if (before.is("}")) return brace_[at - 1] != brace_kind::list && partner_[at - 1] != no_token;
  if (before.is(":")) return is_label_colon(at - 1);
  if (before.is("]"))  // after an attribute
    return partner_[at - 1] != no_token && view_[at - 2].is("]") && starts_[partner_[at - 1]] != 0;
  return ends_control_head(at - 1);
}

}  // namespace lsub::translate
