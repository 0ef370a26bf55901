// go and defer statements. The braces of the object order callee and arguments left to right.
// Before:         After:
//   go f(a);        ::lsub::detail::go_statement{::lsub::detail::here(), [](auto&&... lsub_a) {
//   f(…lsub_a); }, a}; go g(a);        ::lsub::detail::go_statement{::lsub::detail::here(), g, a};
//   g is a value go o.m(a);      ::lsub::detail::go_statement{::lsub::detail::here(),
//                       ::lsub::detail::object(o, [](auto& lsub_o, auto&&... lsub_a) {
//                       lsub_o.m(…lsub_a); }), a};
//   go (o.*m)(a);   ::lsub::detail::go_statement{::lsub::detail::here(),
//                       ::lsub::detail::object(o, ::lsub::detail::member(m)), a};
//   go { B }        ::lsub::detail::go_statement{::lsub::detail::here(), [=]() mutable { B }};
//   defer f(a);     ::lsub::detail::deferred lsub_d1{::lsub::detail::here(), …as for go…};
//   defer { B }     ::lsub::detail::deferred lsub_d1{::lsub::detail::here(), [&]() { B }};
#include "emit/plan.h"

namespace lsub::translate {
namespace {

constexpr char forward[] = "static_cast<decltype(lsub_a)&&>(lsub_a)...";

// Puts `text` in the place of the word and the blanks behind it.
void replace_word(const round_result& round, std::size_t keyword, std::string text, edits& out) {
  const token& word = round.view[keyword];
  const token& next = round.view[keyword + 1];
  const bool together =
      round.source.segment_of(word.offset) == round.source.segment_of(next.offset);
  out.replace(word.offset, together ? next.offset : word.end(), {std::move(text)});
}

// The block forms: a lambda around the user's block.
void plan_block(const round_result& round, const call_statement& one, const std::string& head,
                edits& out) {
  const token_view& view = round.view;
  const bool with_this = round.known.blocks_with_this.contains(view[one.keyword].offset);
  const char* lambda = one.deferred ? "[&]() "
                       : with_this  ? "[=, this]() mutable "
                                    : "[=]() mutable ";
  replace_word(round, one.keyword, head + lambda, out);
  out.replace(view[one.end].offset, view[one.end].end(), {"}};"});
}

// `(o.*m)`: the parentheses around it become those of the object with its call.
void plan_member_pointer(const round_result& round, const call_statement& one,
                         const call_fact& fact, edits& out) {
  const token_view& view = round.view;
  std::size_t op = one.keyword;
  while (op < one.end && view[op].offset != fact.member) ++op;
  const std::size_t open = round.shape->parent(op);
  const std::size_t close = round.shape->partner(open);
  const char* copy = fact.through_pointer ? "::lsub::detail::copy(" : "";
  out.replace(view[open].offset, view[open].end(), {std::string("::lsub::detail::object(") + copy});
  out.replace(view[op].offset, view[op].end(),
              {std::string(fact.through_pointer ? ")" : "") + ", ::lsub::detail::member("});
  out.replace(view[close].offset, view[close].end(), {"))"});
}

void plan_call(const round_result& round, const call_statement& one, const call_fact& fact,
               const std::string& head, edits& out) {
  const token_view& view = round.view;
  const std::size_t close = one.end - 1;
  const std::size_t open = round.shape->partner(close);
  const bool arguments = open + 1 < close;
  std::string before = head;
  std::string tail;
  switch (fact.callee) {
    case callee_kind::value:
      break;
    case callee_kind::named:
      before += std::string(fact.needs_this ? "[this]" : "[]") + "(auto&&... lsub_a) { ";
      tail = std::string("(") + forward + "); }";
      break;
    case callee_kind::method:
      before += fact.through_pointer ? "::lsub::detail::object(::lsub::detail::copy("
                                     : "::lsub::detail::object(";
      out.insert(fact.member, std::string(fact.through_pointer ? ")" : "") +
                                  ", [](auto& lsub_o, auto&&... lsub_a) { lsub_o");
      tail = std::string("(") + forward + "); })";
      break;
    case callee_kind::member_pointer:
      plan_member_pointer(round, one, fact, out);
      break;
  }
  replace_word(round, one.keyword, before, out);
  out.replace(view[open].offset, view[open].end(), {tail + (arguments ? ", " : "")});
  out.replace(view[close].offset, view[close].end(), {"}"});
  for (const typed_argument& argument : fact.typed)
    out.wrap(argument.place, argument.open, argument.close);
}

}  // namespace

void plan_calls(const round_result& round, edits& out) {
  unsigned number = 0;
  for (const call_statement& one : round.found.calls) {
    ++number;
    const std::string head = one.deferred ? "::lsub::detail::deferred lsub_d" +
                                                std::to_string(number) + "{::lsub::detail::here(), "
                                          : "::lsub::detail::go_statement{::lsub::detail::here(), ";
    if (one.block) {
      plan_block(round, one, head, out);
      continue;
    }
    auto known = round.known.calls.find(round.view[one.keyword].offset);
    if (known != round.known.calls.end()) plan_call(round, one, known->second, head, out);
  }
}

}  // namespace lsub::translate
