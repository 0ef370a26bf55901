#include "recognise/encoding.h"

namespace lsub::translate {
namespace {

using rewrites = std::map<std::size_t, rewrite>;

void drop(rewrites& out, std::size_t from, std::size_t to) {
  for (std::size_t at = from; at < to; ++at) out[at].drop = true;
}

void encode_arrow(const arrow& one, rewrites& out) {
  if (one.form == arrow_form::comparison) return;
  drop(out, one.at, one.at + 2);
  if (one.left != no_token) {
    auto& left = out[one.left].before;
    left.insert(left.begin(), {"lsub_translate_left", "("});
    out[one.at - 1].after.emplace_back(")");
    auto& before = out[one.at].before;
    before.insert(before.end(), {"<", "(", "lsub_translate_first", "<", "decltype", "(", "("});
    before.emplace_back(one.left, one.at - 1);
    before.insert(before.end(), {")", ")", ">", "("});
    out[one.first_last].after.emplace_back(")");
    out[one.right_last].after.emplace_back(")");
    return;
  }
  std::string_view spelling = "<<=";
  if (one.form == arrow_form::receive) spelling = "~";
  if (one.form == arrow_form::receive_ok) spelling = "-";
  out[one.at].before.emplace_back(spelling);
}

// In parentheses a call is never taken for a declaration: `go functor(x)(y);`.
void encode_call(const token_view& view, const call_statement& one, rewrites& out) {
  rewrite& word = out[one.keyword];
  word.drop = true;
  if (!one.block) {
    if (!view[one.end].is(";")) return;
    word.before = {"("};
    out[one.end].before = {")"};
    return;
  }
  word.before = {"[", one.deferred ? "&" : "=", "]", "(", ")"};
  if (!one.deferred) word.before.emplace_back("mutable");
  out[one.end].after = {"(", ")", ";"};
}

void encode_case(const select_case& one, bool first, rewrites& out) {
  rewrite& head = out[one.keyword];
  head.drop = true;
  if (!first) head.before.emplace_back("}");
  head.before.emplace_back("{");
  if (one.assigns_pair) {
    head.after = {"lsub_translate_assign", "("};
    out[one.equals].before.emplace_back(")");
  }
  if (one.kind == case_kind::invalid) drop(out, one.keyword, one.colon);
  out[one.colon].drop = true;
  if (one.kind != case_kind::fallback) out[one.colon].after.emplace_back(";");
}

void encode_select(const structure& shape, const select_statement& one, rewrites& out) {
  out[one.keyword].drop = true;
  auto& before = out[one.keyword].before;
  switch (one.loop) {
    case loop_kind::none:
      before = {"switch", "(", "true", ")", "default", ":"};
      break;
    case loop_kind::endless:
      before = {"for", "(", ";", ";", ")"};
      break;
    case loop_kind::condition:
      before = {"while"};
      break;
    case loop_kind::header:
      before = {"for"};
      break;
  }
  if (one.policy != no_token) drop(out, one.policy, one.policy_end);
  if (one.refused_header != no_token)
    drop(out, one.refused_header, shape.partner(one.refused_header) + 1);
  if (one.refused_end != no_token) drop(out, one.open + 1, one.refused_end);
  for (std::size_t i = 0; i < one.cases.size(); ++i) encode_case(one.cases[i], i == 0, out);
  if (!one.cases.empty()) out[one.close].before.emplace_back("}");
}

}  // namespace

std::map<std::size_t, rewrite> encode(const token_view& view, const structure& shape,
                                      const dialect& found) {
  rewrites out;
  for (const select_statement& one : found.selects) encode_select(shape, one, out);
  for (const call_statement& one : found.calls) encode_call(view, one, out);
  for (const pair_assignment& one : found.pairs) {
    auto& before = out[one.first].before;
    before.insert(before.end(), {"lsub_translate_assign", "("});
    out[one.equals].before.emplace_back(")");
  }
  for (const labelled_jump& one : found.jumps) out[one.keyword + 1].drop = true;
  for (std::size_t at : found.refused) out[at].drop = true;
  for (const arrow& one : found.arrows) {
    // An arrow in what was refused is dropped with it.
    if (!out.contains(one.at) || !out[one.at].drop) encode_arrow(one, out);
  }
  return out;
}

}  // namespace lsub::translate
