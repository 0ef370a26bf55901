// select and doselect.
// Before: select { case x = <-a: B default: C }
// After: { auto&& lsub_c1_0 = a; ::lsub::detail::receive_case lsub_1_0(lsub_c1_0);
// switch (::lsub::detail::select_default(::lsub::detail::here(), lsub_1_0)) {
// case 0: { x = lsub_1_0.value(); B } break; default: { C } break; } }
// A doselect is a loop around the same operands, with `if (lsub_n1 == 0) { … } else …` for the
// switch, so that the user's break and continue bind to the loop. What leaves a case belongs to the
// last line of its body, and what tells the cases of a doselect apart to its head: a debugger that
// goes by lines then passes only the case that was chosen.
#include "emit/plan.h"

namespace lsub::translate {
namespace {

class select_planner {
 public:
  select_planner(const round_result& round, const select_statement& statement, unsigned number,
                 edits& out)
      : round_(round),
        view_(round.view),
        statement_(statement),
        number_(std::to_string(number)),
        out_(out) {}

  void run() {
    for (const select_case& one : statement_.cases)
      has_default_ = has_default_ || one.kind == case_kind::fallback;
    plan_header();
    unsigned index = 0;
    for (std::size_t i = 0; i < statement_.cases.size(); ++i) {
      const select_case& one = statement_.cases[i];
      plan_case(one, index, i == 0, i + 1 == statement_.cases.size());
      if (one.kind != case_kind::fallback) ++index;
    }
    plan_end();
  }

 private:
  bool loops() const { return statement_.loop != loop_kind::none; }
  std::string name(const char* stem, unsigned index) const {
    return "lsub_" + std::string(stem) + number_ + "_" + std::to_string(index);
  }
  // The text from the first to the last token of [from, to).
  text_range text(std::size_t from, std::size_t to) const {
    return round_.source.lifted({view_[from].offset, view_[to - 1].end()});
  }

  void plan_header() {
    std::vector<piece> pieces;
    if (!loops()) pieces.emplace_back("{ ");
    if (loops()) {
      // The header stays where it is; the operands follow the brace.
      const char* word = statement_.loop == loop_kind::endless     ? "for (;;)"
                         : statement_.loop == loop_kind::condition ? "while"
                                                                   : "for";
      std::vector<piece> head{word};
      std::size_t last = statement_.keyword;
      if (statement_.policy != no_token) last = statement_.policy + (statement_.ordered ? 2 : 1);
      replace_tokens(round_, statement_.keyword, last, std::move(head), out_);
      pieces.emplace_back("{ ");
    }
    std::string cases;
    unsigned index = 0;
    for (const select_case& one : statement_.cases) {
      if (one.kind == case_kind::fallback) continue;
      declare_operands(one, index, pieces);
      cases += ", " + name("", index);
      ++index;
    }
    const std::string call =
        std::string("::lsub::detail::") + (statement_.ordered ? "ordered_" : "") + "select" +
        (has_default_ ? "_default" : "") + "(::lsub::detail::here()" + cases + ")";
    if (loops()) {
      pieces.emplace_back("const auto lsub_n" + number_ + " = " + call + ";");
      if (statement_.cases.empty()) pieces.emplace_back(" (void)lsub_n" + number_ + ";");
      replace_tokens(round_, statement_.open, statement_.open, std::move(pieces), out_);
    } else {
      pieces.emplace_back(statement_.cases.empty()
                              ? "::lsub::detail::select_nothing(::lsub::detail::here()); {"
                              : "switch (" + call + ") {");
      replace_tokens(round_, statement_.keyword, statement_.open, std::move(pieces), out_);
    }
  }

  void declare_operands(const select_case& one, unsigned index, std::vector<piece>& pieces) {
    const std::string channel = name("c", index);
    const std::size_t operand = one.arrow + 2;
    pieces.emplace_back("auto&& " + channel + " = ");
    if (one.kind == case_kind::receive) {
      pieces.emplace_back(text(operand, one.end));
      pieces.emplace_back("; ::lsub::detail::receive_case " + name("", index) + "(" + channel +
                          "); ");
      return;
    }
    pieces.emplace_back(text(one.first, one.arrow));
    auto known = round_.known.arrows.find(view_[one.arrow].offset);
    const bool binds = known != round_.known.arrows.end() && known->second.binds_value;
    const std::string value = name("v", index);
    pieces.emplace_back("; ::lsub::detail::value_t<decltype(" + channel + ")>" +
                        (binds ? "&& " : " ") + value + " = ");
    pieces.emplace_back(text(operand, one.end));
    pieces.emplace_back("; ::lsub::detail::send_case " + name("", index) + "(" + channel + ", " +
                        value + "); ");
  }

  void plan_case(const select_case& one, unsigned index, bool first, bool last) {
    std::vector<piece> pieces;
    // The last case takes what is left, so that there is no way past the cases.
    const bool otherwise = one.kind == case_kind::fallback || (last && !has_default_);
    if (!loops()) {
      if (!first) pieces.emplace_back("} break; ", end_before(one.keyword));
      pieces.emplace_back(otherwise ? "default: {" : "case " + std::to_string(index) + ": {");
    } else {
      const std::string test =
          "if (lsub_n" + number_ + " == " + std::to_string(index_of(one, index)) + ") {";
      const bool only = statement_.cases.size() == 1;
      if (!first) pieces.emplace_back("} ", end_before(one.keyword));
      std::string choice = first ? "" : "else ";
      if (only)
        choice += "static_cast<void>(lsub_n" + number_ + "); {";
      else
        choice += otherwise && last ? "{" : test;
      pieces.emplace_back(std::move(choice), view_[statement_.open].offset);
    }
    bind(one, index, pieces);
    replace_tokens(round_, one.keyword, one.colon, std::move(pieces), out_);
  }

  // What the selection yields for this case: its index, or the number of communications for a
  // default.
  unsigned index_of(const select_case& one, unsigned index) const {
    if (one.kind != case_kind::fallback) return index;
    unsigned count = 0;
    for (const select_case& other : statement_.cases) count += other.kind != case_kind::fallback;
    return count;
  }

  void bind(const select_case& one, unsigned index, std::vector<piece>& pieces) {
    if (one.kind == case_kind::fallback) return;
    const std::string operation = name("", index);
    if (one.equals == no_token) {
      if (one.kind == case_kind::receive) pieces.emplace_back(" " + operation + ".discard();");
      return;
    }
    const std::size_t first = one.keyword + 1;
    const bool pair = one.assigns_pair || (one.kind == case_kind::receive &&
                                           view_[one.equals - 1].is("]") && is_binding(one));
    pieces.emplace_back(one.assigns_pair ? " ::lsub::detail::assign(" : " ");
    pieces.emplace_back(text(first, one.equals));
    if (one.assigns_pair) pieces.emplace_back(")");
    pieces.emplace_back(" = " + operation +
                        (one.kind == case_kind::send ? ".ok();"
                         : pair                      ? ".value_ok();"
                                                     : ".value();"));
  }

  // `auto [x, ok] = <-c`, told from `a[i] = <-c` by the arrow's form.
  bool is_binding(const select_case& one) const {
    for (const arrow& known : round_.found.arrows)
      if (known.at == one.arrow) return known.form == arrow_form::receive_ok;
    return false;
  }

  void plan_end() {
    std::vector<piece> pieces;
    if (!statement_.cases.empty())
      pieces.emplace_back(loops() ? "} " : "} break; ", end_before(statement_.close));
    pieces.emplace_back(loops() ? continue_place() + "}" : "} }");
    replace_tokens(round_, statement_.close, statement_.close, std::move(pieces), out_);
  }

  // Where the body ends that stands before this token: the line on which it is left.
  unsigned end_before(std::size_t token) const { return view_[token - 1].offset; }

  // Where `continue L` of a labelled doselect goes.
  std::string continue_place() const {
    for (std::size_t i = 0; i < round_.found.labels.size(); ++i) {
      const labelled_statement& one = round_.found.labels[i];
      if (one.doselects && one.continues && one.body == statement_.open)
        return continue_label(i) + ":; ";
    }
    return {};
  }

  const round_result& round_;
  const token_view& view_;
  const select_statement& statement_;
  const std::string number_;
  edits& out_;
  bool has_default_ = false;
};

}  // namespace

void plan_selects(const round_result& round, edits& out) {
  unsigned number = 0;
  for (const select_statement& statement : round.found.selects)
    select_planner(round, statement, ++number, out).run();
}

}  // namespace lsub::translate
