// Arrows and main.
//   <-c              ::lsub::detail::receive(c)
//   auto [x,ok]=<-c  auto [x,ok]=::lsub::detail::receive_ok(c)
//   x, ok = <-c      ::lsub::detail::assign(x, ok) = ::lsub::detail::receive_ok(c)
//   c <- v           ::lsub::detail::send(c, v)
//   a <- b + 1       ::lsub::detail::send_or_less(a, [&](auto lsub_s) -> decltype(auto) {
//                        return ::lsub::detail::first_operand(lsub_s, b) + 1; })     a, b fully
//                        dependent
//                  where a lambda may not stand:
//                  ::lsub::detail::send_value_or_less(a,
//                      ::lsub::detail::first_operand(::lsub::detail::is_send<decltype((a))>(), b) +
//                      1)
//   int main() {     int main() { ::lsub::detail::main_fiber lsub_main;
#include "emit/plan.h"

#include <set>

namespace lsub::translate {
namespace {

// Arrows that are a select case's communication: the select's own edits lower them.
std::set<std::size_t> case_arrows(const dialect& found) {
  std::set<std::size_t> arrows;
  for (const select_statement& statement : found.selects)
    for (const select_case& one : statement.cases) arrows.insert(one.arrow);
  return arrows;
}

}  // namespace

void plan(const round_result& round, edits& out) {
  plan_arrows(round, out);
  plan_selects(round, out);
  plan_calls(round, out);
  plan_pairs(round, out);
  plan_jumps(round, out);
  plan_main(round, out);
}

void replace_tokens(const round_result& round, std::size_t first, std::size_t last,
                    std::vector<piece> pieces, edits& out) {
  const token_view& view = round.view;
  const auto together = [&](text_range range) {
    return round.source.segment_of(range.begin) == round.source.segment_of(range.end);
  };
  text_range whole{view[first].offset, view[last].end()};
  if (!together(whole)) whole = round.source.lifted(whole);
  if (together(whole)) {
    out.replace(whole.begin, whole.end, std::move(pieces));
    return;
  }
  for (std::size_t at = first; at <= last; ++at) {
    out.replace(view[at].offset, view[at].end(), std::move(pieces));
    pieces = {""};
  }
}

void plan_arrows(const round_result& round, edits& out) {
  const std::set<std::size_t> in_cases = case_arrows(round.found);
  std::set<unsigned> done;  // a macro argument that is expanded twice is one text
  for (const arrow& one : round.found.arrows) {
    if (one.form == arrow_form::comparison || in_cases.contains(one.at)) continue;
    const token& less = round.view[one.at];
    auto known = round.known.arrows.find(less.offset);
    if (known == round.known.arrows.end() || !done.insert(less.offset).second) continue;
    const arrow_fact& fact = known->second;
    if (one.form == arrow_form::dispatch && round.shape->bars_lambda(one.at)) {
      out.wrap({fact.left->begin, fact.right->end}, "::lsub::detail::send_value_or_less(", ")");
      out.wrap(*fact.first, "", ")");
      replace_tokens(round, one.at, one.at + 1,
                     {", ::lsub::detail::first_operand(::lsub::detail::is_send<decltype((",
                      *fact.left, "))>(), "},
                     out);
    } else if (one.form == arrow_form::dispatch) {
      out.wrap({fact.left->begin, fact.right->end}, "::lsub::detail::send_or_less(", "; })");
      out.wrap(*fact.first, "::lsub::detail::first_operand(lsub_s, ", ")");
      replace_tokens(round, one.at, one.at + 1, {", [&](auto lsub_s) -> decltype(auto) { return"},
                     out);
    } else if (one.form == arrow_form::send) {
      out.wrap({fact.left->begin, fact.right->end}, "::lsub::detail::send(", ")");
      replace_tokens(round, one.at, one.at + 1, {","}, out);
    } else {
      const bool two = one.form == arrow_form::receive_ok;
      out.wrap({less.offset, fact.right->end},
               two ? "::lsub::detail::receive_ok(" : "::lsub::detail::receive(", ")");
      replace_tokens(round, one.at, one.at + 1, {""}, out);
    }
  }
}

void plan_pairs(const round_result& round, edits& out) {
  for (const pair_assignment& one : round.found.pairs) {
    out.insert(round.view[one.first].offset, "::lsub::detail::assign(");
    replace_tokens(round, one.equals, one.equals, {") ="}, out);
  }
}

void plan_main(const round_result& round, edits& out) {
  if (round.known.main_body)
    out.insert(*round.known.main_body, " ::lsub::detail::main_fiber lsub_main;");
}

}  // namespace lsub::translate
