// Labelled break and continue.
// Before:                          After:
//   L: for (…) {                     { for (…) { {
//     break L; continue L;             goto lsub_break_1; goto lsub_continue_1;
//   }                                } lsub_continue_1:; } lsub_break_1:; }
// The body gets a block of its own, so that no jump passes a declaration. The user's label goes,
// unless a goto names it.
#include "emit/plan.h"

namespace lsub::translate {
namespace {

std::string break_label(std::size_t index) {
  return "lsub_break_" + std::to_string(index + 1);
}

}  // namespace

std::string continue_label(std::size_t index) {
  return "lsub_continue_" + std::to_string(index + 1);
}

void plan_jumps(const round_result& round, edits& out) {
  const token_view& view = round.view;
  for (std::size_t i = 0; i < round.found.labels.size(); ++i) {
    const labelled_statement& one = round.found.labels[i];
    const token& colon = view[one.label + 1];
    if (!one.keep_label) replace_tokens(round, one.label, one.label + 1, {""}, out);
    out.wrap({colon.end(), view[one.last].end()}, " {",
             one.breaks ? " " + break_label(i) + ":; }" : " }");
    if (one.continues && !one.doselects)
      out.wrap({view[one.body].offset, view[one.body_last].end()}, "{ ",
               " " + continue_label(i) + ":; }");
  }
  for (const labelled_jump& one : round.found.jumps) {
    replace_tokens(
        round, one.keyword, one.keyword + 1,
        {"goto " + (one.continues ? continue_label(one.target) : break_label(one.target))}, out);
  }
}

}  // namespace lsub::translate
