// go statements. The braces of go_statement order callee and arguments left to right.
// Before:         After:
//   go f(a);        ::lsub::detail::go_statement{::lsub::detail::here(), [](auto&&... lsub_a) {
//   f(…lsub_a); }, a}; go g(a);        ::lsub::detail::go_statement{::lsub::detail::here(), g, a};
//   g is a value go o.m(a);      ::lsub::detail::go_statement{::lsub::detail::here(),
//                       ::lsub::detail::object(o, [](auto& lsub_o, auto&&... lsub_a) {
//                       lsub_o.m(…lsub_a); }), a};
#include "emit/plan.h"

namespace lsub::translate {
namespace {

constexpr char forward[] = "static_cast<decltype(lsub_a)&&>(lsub_a)...";

void plan_go(const round_result& round, const go_statement& one, const go_fact& fact, edits& out) {
  const token_view& view = round.view;
  const std::size_t close = one.semicolon - 1;
  const std::size_t open = round.shape->partner(close);
  const bool arguments = open + 1 < close;
  std::string head = "::lsub::detail::go_statement{::lsub::detail::here(), ";
  std::string tail;
  switch (fact.callee) {
    case callee_kind::value:
      break;
    case callee_kind::named:
      head += std::string(fact.needs_this ? "[this]" : "[]") + "(auto&&... lsub_a) { ";
      tail = std::string("(") + forward + "); }";
      break;
    case callee_kind::method:
      head += fact.through_pointer ? "::lsub::detail::object(::lsub::detail::copy("
                                   : "::lsub::detail::object(";
      out.insert(fact.member, std::string(fact.through_pointer ? ")" : "") +
                                  ", [](auto& lsub_o, auto&&... lsub_a) { lsub_o");
      tail = std::string("(") + forward + "); })";
      break;
  }
  out.replace(view[one.keyword].offset, view[one.keyword + 1].offset, {head});
  out.replace(view[open].offset, view[open].end(), {tail + (arguments ? ", " : "")});
  out.replace(view[close].offset, view[close].end(), {"}"});
}

}  // namespace

void plan_gos(const round_result& round, edits& out) {
  for (const go_statement& one : round.found.gos) {
    auto known = round.known.gos.find(round.view[one.keyword].offset);
    if (known != round.known.gos.end()) plan_go(round, one, known->second, out);
  }
}

}  // namespace lsub::translate
