// Fuzzes recognition: whatever the tokens are, it ends, what it finds lies in the view, and a
// second run with what was learned finds the same statements. The first byte of the input chooses
// what the arrows between two operands are said to be.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "recognise/dialect.h"
#include "recognise/encoding.h"
#include "tokens.h"

namespace {

using namespace lsub::translate;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void check_structure(const token_view& view, const structure& shape) {
  for (std::size_t at = 0; at < view.size(); ++at) {
    const std::size_t partner = shape.partner(at);
    demand(partner == no_token || shape.partner(partner) == at, "partners are mutual");
    demand(partner == no_token || shape.brace(partner) == shape.brace(at),
           "both braces are of one kind");
    const std::size_t parent = shape.parent(at);
    demand(parent == no_token || parent < at, "a bracket stands before what it encloses");
    if (!shape.starts_statement(at)) continue;
    demand(parent != no_token && shape.brace(parent) == brace_kind::block,
           "statements stand in blocks");
    const std::size_t last = shape.statement_end(at);
    demand(last == no_token || (last >= at && last < view.size()), "a statement ends in the view");
  }
}

void check_select(const token_view& view, const structure& shape, const select_statement& one) {
  demand(one.open < view.size() && shape.partner(one.open) == one.close, "a select has its braces");
  std::size_t before = one.open;
  for (const select_case& part : one.cases) {
    demand(part.keyword > before && part.keyword <= part.colon && part.colon < one.close,
           "cases stand in their select, in order");
    before = part.colon;
    if (part.kind != case_kind::send && part.kind != case_kind::receive) continue;
    demand(is_arrow(view, part.arrow) && part.arrow > part.keyword && part.arrow < part.colon,
           "a communication has its arrow");
    demand(part.first <= part.arrow && part.end <= part.colon && part.arrow < part.end,
           "the arrow is in the communication");
  }
}

void check_dialect(const token_view& view, const structure& shape, const dialect& found) {
  for (const arrow& one : found.arrows) demand(is_arrow(view, one.at), "an arrow is `<` and `-`");
  for (const select_statement& one : found.selects) check_select(view, shape, one);
  for (const call_statement& one : found.calls) {
    demand(one.keyword < one.end && one.end < view.size(), "a go statement ends in the view");
    // Without its semicolon it ends where the bracket around it does.
    demand(one.block ? view[one.end].is("}")
                     : view[one.end].is(";") || shape.partner(one.end) < one.keyword,
           "a go statement ends with its last token");
  }
  for (const pair_assignment& one : found.pairs)
    demand(one.first < one.equals && one.equals < one.arrow && is_arrow(view, one.arrow),
           "a pair is assigned from an arrow");
  for (const labelled_jump& one : found.jumps) {
    demand(one.target < found.labels.size(), "a jump has a label");
    demand(
        found.labels[one.target].label < one.keyword && one.keyword < found.labels[one.target].last,
        "a jump stands in what it leaves");
  }
  for (const problem& one : found.problems)
    demand(one.at < view.size() && !one.text.empty(), "a problem has a place and a text");
  for (const auto& [at, one] : encode(view, shape, found))
    demand(at < view.size(), "only tokens are rewritten");
}

decisions say(const token_view& view, const dialect& found, std::uint8_t seed) {
  constexpr arrow_form forms[]{arrow_form::send, arrow_form::dispatch, arrow_form::comparison};
  decisions known;
  for (const arrow& one : found.arrows)
    if (!one.by_grammar) known.arrows[view[one.at].offset] = forms[(seed++) % 3];
  return known;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const token_view view = lsub::fuzz::tokens(text);
  const structure shape(view);
  check_structure(view, shape);
  const dialect first = recognise(view, shape, {});
  check_dialect(view, shape, first);
  const decisions known = say(view, first, data[0]);
  const dialect second = recognise(view, shape, known);
  check_dialect(view, shape, second);
  demand(
      first.arrows.size() == second.arrows.size() && first.selects.size() == second.selects.size(),
      "what arrows are changes no statement");
  for (const arrow& one : second.arrows)
    demand(one.by_grammar || known.arrows.at(view[one.at].offset) == one.form,
           "a decision is obeyed");
  return 0;
}
