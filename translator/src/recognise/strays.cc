// What looks like the dialect but is not: contextual keywords in no shape of theirs, communications
// as cases of a switch, channel types and declarations spelled as in Go.
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "recognise/dialect.h"
#include "recognise/messages.h"

namespace lsub::translate {
namespace {

class stray_finder {
 public:
  stray_finder(const token_view& view, const structure& shape, dialect& found)
      : view_(view), shape_(shape), found_(found) {
    for (const select_statement& one : found.selects) {
      known_.insert(one.keyword);
      for (const select_case& inside : one.cases) known_.insert(inside.keyword);
    }
    for (const call_statement& one : found.calls) known_.insert(one.keyword);
  }

  void run() {
    for (std::size_t at = 0; at < view_.size(); ++at) {
      if (view_[at].is("case"))
        read_case(at);
      else if (at + 1 < view_.size() && view_[at].is("chan") &&
               view_[at].kind == token_kind::identifier)
        read_type(at);
      else if (view_[at].kind == token_kind::identifier && shape_.starts_statement(at))
        read_word(at);
    }
  }

 private:
  void read_word(std::size_t at) {
    const token& word = view_[at];
    const bool selects = word.is("select") || word.is("doselect");
    if (known_.contains(at) || (!selects && !word.is("go") && !word.is("defer"))) return;
    const std::string_view missing = selects ? texts::select_brace : texts::needs_call;
    if (at + 1 == view_.size() || opens_endless(at)) {
      found_.strays.push_back(
          {at, view_.size(),
           fill(at + 1 == view_.size() ? missing : texts::not_closed, {word.text}), true});
      return;
    }
    const token& next = view_[at + 1];
    const bool ordinary =
        next.kind == token_kind::punctuator &&
        !(next.is(";") || next.is("}") || next.is("(") || next.is("[") || next.is("<"));
    if (ordinary) return;
    found_.strays.push_back({at, statement_end(at), fill(missing, {word.text}), next.is("<")});
  }

  // Whether the braces that follow the word at `at`, its policy and its header have no end.
  bool opens_endless(std::size_t at) const {
    std::size_t brace = at + 1;
    if (view_[brace].is("<") || view_[brace].is("<>")) {
      while (brace < view_.size() && !view_[brace].is(">") && !view_[brace].is("<>") &&
             !view_[brace].is("{"))
        ++brace;
      ++brace;
    }
    if (brace < view_.size() && view_[brace].is("(") && shape_.partner(brace) != no_token)
      brace = shape_.partner(brace) + 1;
    return brace < view_.size() && view_[brace].is("{") && shape_.partner(brace) == no_token;
  }

  // Behind the semicolon, or where the enclosing bracket ends.
  std::size_t statement_end(std::size_t at) const {
    const std::size_t semicolon = shape_.find(at, ";");
    if (semicolon != no_token) return semicolon + 1;
    const std::size_t open = shape_.parent(at);
    const std::size_t close = open == no_token ? no_token : shape_.partner(open);
    return close == no_token ? view_.size() : close;
  }

  void read_case(std::size_t at) {
    if (known_.contains(at)) return;
    const std::size_t colon = shape_.find(at, ":", shape_.find(at, ";"));
    if (colon == no_token) return;
    for (const arrow& one : found_.arrows) {
      if (one.at < at || one.at >= colon) continue;
      if (one.form != arrow_form::comparison) found_.stray_cases.push_back({at, one.at, colon});
      return;
    }
  }

  // `<-chan<int> c` and `chan<-int> c`.
  void read_type(std::size_t at) {
    if (!view_[at + 1].is("<")) return;
    const bool sends = view_[at + 2 < view_.size() ? at + 2 : at].is("-");
    std::size_t arrow = sends ? at + 1 : name_start(at);
    if (!sends) {
      if (arrow < 2 || !is_arrow(view_, arrow - 2)) return;
      arrow -= 2;
      if (!in_operand_position(view_, shape_, arrow)) return;
    }
    const std::size_t close = angle_end(at + 1);
    if (close == no_token || close + 1 >= view_.size() || !names_variable(close + 1)) return;
    std::string element;
    for (std::size_t i = at + (sends ? 3 : 2); i < close; ++i) element += view_[i].text;
    problem one{arrow, fill(sends ? texts::send_only_type : texts::receive_only_type, {element})};
    if (sends || name_start(at) == at) {
      one.fix = (sends ? "send_chan<" : "recv_chan<") + element + ">";
      one.fix_from = sends ? at : arrow;
      one.fix_to = close + 1;
    }
    found_.problems.push_back(std::move(one));
    if (sends)
      found_.refused.push_back(at + 2);
    else
      found_.refused.insert(found_.refused.end(), {arrow, arrow + 1});
    std::erase_if(found_.arrows, [&](const auto& known) { return known.at == arrow; });
  }

  // Where `lsub::chan` starts.
  std::size_t name_start(std::size_t at) const {
    if (at >= 2 && view_[at - 1].is("::") && view_[at - 2].is("lsub")) at -= 2;
    return at >= 1 && view_[at - 1].is("::") ? at - 1 : at;
  }

  // The `>` that closes the `<` at `open`.
  std::size_t angle_end(std::size_t open) const {
    int depth = 0;
    for (std::size_t at = open; at < view_.size(); ++at) {
      const token& t = view_[at];
      if (t.is("<")) ++depth;
      if (t.is(">") && --depth == 0) return at;
      if (t.is(";") || t.is("{") || t.is("}") || t.is(">>")) return no_token;
    }
    return no_token;
  }

  // Behind a type: a name to declare, or the end of a nameless parameter.
  bool names_variable(std::size_t at) const {
    const token& t = view_[at];
    return t.kind == token_kind::identifier || t.is("&") || t.is("&&");
  }

  const token_view& view_;
  const structure& shape_;
  dialect& found_;
  std::set<std::size_t> known_;
};

}  // namespace

void find_strays(const token_view& view, const structure& shape, dialect& found) {
  stray_finder(view, shape, found).run();
}

}  // namespace lsub::translate
