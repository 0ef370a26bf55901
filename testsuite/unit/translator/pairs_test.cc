#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

std::size_t pairs_in(const std::string& statement) {
  return annotated("void f() { " + statement + " }").found.pairs.size();
}

TEST(pairs, of_places) {
  EXPECT_EQ(pairs_in("x, ok = <-c;"), 1U);
  EXPECT_EQ(pairs_in("a.b, p->q = <-c;"), 1U);
  EXPECT_EQ(pairs_in("v[1], *p = <-c;"), 1U);
  EXPECT_EQ(pairs_in("f(1).x, (ok) = <-c;"), 1U);
  EXPECT_EQ(pairs_in("this->x, a::b = <-c;"), 1U);
}

TEST(pairs, in_control_heads) {
  EXPECT_EQ(pairs_in("if (x, ok = <-c; ok) ;"), 1U);
  EXPECT_EQ(pairs_in("for (x, ok = <-c; ok; x, ok = <-c) ;"), 2U);
  EXPECT_EQ(pairs_in("g(x, ok = <-c);"), 0U);
}

TEST(pairs, declarations_are_none) {
  EXPECT_EQ(pairs_in("int x, ok = <-c;"), 0U);
  EXPECT_EQ(pairs_in("T *x, ok = <-c;"), 0U);
  EXPECT_EQ(pairs_in("auto x = 1, ok = <-c;"), 0U);
  EXPECT_EQ(pairs_in("std::vector<int> x, ok = <-c;"), 0U);
}

TEST(pairs, need_the_receive_alone) {
  EXPECT_EQ(pairs_in("x, ok = 1 + <-c;"), 0U);
  EXPECT_EQ(pairs_in("x, ok = (<-c);"), 0U);
  EXPECT_EQ(pairs_in("x = <-c, y;"), 0U);
}

TEST(pairs, of_three_are_a_problem) {
  const annotated source("void f() { x, y, ok = <-c; }");
  ASSERT_EQ(source.found.problems.size(), 1U);
  EXPECT_EQ(source.found.problems[0].text, "a two-value receive assigns to exactly two variables");
}

TEST(pairs, make_their_receive_two_valued) {
  EXPECT_EQ(annotated("void f() { x, ok = ^<-c; }").arrow_at().form, arrow_form::receive_ok);
}

}  // namespace
}  // namespace lsub::translate
