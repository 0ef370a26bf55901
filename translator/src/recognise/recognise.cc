#include "recognise/dialect.h"

namespace lsub::translate {

dialect recognise(const token_view& view, const structure& shape, const decisions& known) {
  dialect found;
  find_selects(view, shape, known, found);
  find_calls(view, shape, known, found);
  find_pairs(view, shape, found);
  find_jumps(view, shape, found);
  find_arrows(view, shape, known, found);
  find_strays(view, shape, found);
  return found;
}

std::vector<std::size_t> structural_tokens(const structure& shape, const dialect& found) {
  std::vector<std::size_t> out;
  const auto add = [&](std::initializer_list<std::size_t> tokens) {
    for (std::size_t at : tokens)
      if (at != no_token) out.push_back(at);
  };
  for (const arrow& one : found.arrows)
    if (one.form != arrow_form::comparison) add({one.at, one.at + 1});
  for (const select_statement& one : found.selects) {
    add({one.keyword, one.policy, one.open, one.close});
    for (const select_case& head : one.cases) add({head.keyword, head.equals, head.colon});
  }
  for (const call_statement& one : found.calls) {
    add({one.keyword, one.end});
    if (!one.block && one.end > 0) add({one.end - 1, shape.partner(one.end - 1)});
  }
  for (const pair_assignment& one : found.pairs) add({one.equals});
  for (const labelled_statement& one : found.labels) add({one.label, one.label + 1});
  for (const labelled_jump& one : found.jumps) add({one.keyword, one.keyword + 1});
  return out;
}

}  // namespace lsub::translate
