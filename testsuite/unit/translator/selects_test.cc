#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

const select_statement& only(const annotated& source) {
  static const select_statement none;
  EXPECT_EQ(source.found.selects.size(), 1U);
  return source.found.selects.empty() ? none : source.found.selects[0];
}

std::string problem_of(const annotated& source) {
  return source.found.problems.empty() ? std::string() : source.found.problems[0].text;
}

TEST(selects, all_kinds_of_cases) {
  const annotated source(
      "void f() { select { case <-a: case auto x = <-b: case auto [y, ok] = <-c: case d <- 1:"
      " case ok = e <- 2: case bool sent = g <- 3: case x, ok = <-h: default: } }");
  const auto& cases = only(source).cases;
  ASSERT_EQ(cases.size(), 8U);
  const case_kind kinds[] = {case_kind::receive, case_kind::receive, case_kind::receive,
                             case_kind::send,    case_kind::send,    case_kind::send,
                             case_kind::receive, case_kind::fallback};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(cases[i].kind, kinds[i]) << i;
  EXPECT_FALSE(cases[1].assigns_pair);
  EXPECT_TRUE(cases[6].assigns_pair);
  EXPECT_TRUE(source.found.problems.empty());
}

TEST(selects, operands_end_at_the_colon) {
  const annotated source("void f() { select { case c <- a ? b : d: x(); } }");
  const select_case& one = only(source).cases.at(0);
  EXPECT_EQ(source.text(one.arrow + 2, one.end), "a ? b : d");
}

TEST(selects, send_on_a_received_channel) {
  const annotated source("void f() { select { case <-cc ^<- 2: ; } }");
  const select_case& one = only(source).cases.at(0);
  EXPECT_EQ(one.kind, case_kind::send);
  EXPECT_EQ(one.arrow, source.mark());
}

TEST(selects, parentheses_around_a_communication) {
  const annotated source("void f() { select { case auto x = (<-c): ; case (d <- 1): ; } }");
  const auto& cases = only(source).cases;
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(source.text(cases[0].first, cases[0].end), "<-c");
  EXPECT_EQ(source.text(cases[1].first, cases[1].end), "d <- 1");
}

TEST(selects, template_arguments_are_no_pair) {
  const annotated source("void f() { select { case std::pair<int, int> p = <-c: ; } }");
  EXPECT_FALSE(only(source).cases.at(0).assigns_pair);
}

TEST(selects, headers_of_doselect) {
  const annotated source(
      "void f() { doselect { case <-a: ; } doselect (x) { case <-a: ; }"
      " doselect (int i = 0; i < 3; ++i) { case <-a: ; } select { case <-a: ; } }");
  const auto& all = source.found.selects;
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].loop, loop_kind::endless);
  EXPECT_EQ(all[1].loop, loop_kind::condition);
  EXPECT_EQ(all[2].loop, loop_kind::header);
  EXPECT_EQ(all[3].loop, loop_kind::none);
}

TEST(selects, policies) {
  const annotated source("void f() { select <ordered> { case <-a: ; } select <> { case <-a: ; } }");
  const auto& all = source.found.selects;
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].ordered);
  EXPECT_FALSE(all[1].ordered);
}

TEST(selects, nested_ones_keep_their_cases) {
  const annotated source(
      "void f() { select { case <-a: select { case <-b: ; default: ; } case <-c: ; } }");
  ASSERT_EQ(source.found.selects.size(), 2U);
  EXPECT_EQ(source.found.selects[0].cases.size(), 2U);
  EXPECT_EQ(source.found.selects[1].cases.size(), 2U);
}

TEST(selects, a_switch_inside_keeps_its_cases) {
  const annotated source(
      "void f() { select { case <-a: switch (x) { case 1: break; default: ; } } }");
  EXPECT_EQ(only(source).cases.size(), 1U);
}

TEST(selects, empty_blocks_for_ever) {
  const annotated source("void f() { select { } }");
  EXPECT_TRUE(only(source).cases.empty());
}

TEST(selects, calls_and_declarations_are_not_statements) {
  const annotated source(
      "int select(int); void f() { select(3); int select = 1; select = 2; doselect(x); }");
  EXPECT_TRUE(source.found.selects.empty());
}

TEST(selects, a_case_must_communicate) {
  for (const char* head : {"x", "1", "f(<-c)", "x = 1", "<-c + 1 == f"}) {
    const annotated source("void f() { select { case " + std::string(head) + ": ; } }");
    if (std::string(head).starts_with("<-")) continue;  // a receive with more behind it: types tell
    EXPECT_EQ(problem_of(source), "select case must be a send or a receive") << head;
  }
}

TEST(selects, one_default_only) {
  const annotated source("void f() { select { case <-c: ; default: ; ^default: ; } }");
  EXPECT_EQ(problem_of(source), "multiple defaults in one select");
  EXPECT_EQ(source.found.problems.at(0).at, source.mark());
}

TEST(selects, statement_before_the_first_case) {
  const annotated source("void f() { select { ^x = 1; case <-c: ; } }");
  EXPECT_EQ(problem_of(source), "statement before the first case of a select");
  EXPECT_EQ(source.found.problems.at(0).at, source.mark());
}

TEST(selects, missing_colon) {
  const annotated source("void f() { select { case <-c { } } }");
  EXPECT_EQ(problem_of(source), "expected ':' after the select case");
}

TEST(selects, unknown_policy) {
  const annotated source("void f() { select <fast> { case <-c: ; } }");
  EXPECT_EQ(problem_of(source), "unknown select policy 'fast'; the policies are <> and <ordered>");
}

TEST(selects, no_range_header) {
  const annotated source("void f() { doselect (auto x : c) { case <-c: ; } }");
  EXPECT_EQ(problem_of(source), "doselect does not take a range; loop over it in a for");
}

}  // namespace
}  // namespace lsub::translate
