#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

std::size_t gos_in(const std::string& statement) {
  return annotated("void f() { " + statement + " }").found.gos.size();
}

TEST(gos, calls_of_every_kind) {
  EXPECT_EQ(gos_in("go g();"), 1U);
  EXPECT_EQ(gos_in("go a::b::g(1, 2);"), 1U);
  EXPECT_EQ(gos_in("go ::g();"), 1U);
  EXPECT_EQ(gos_in("go o.m(1);"), 1U);
  EXPECT_EQ(gos_in("go this->m(1);"), 1U);
  EXPECT_EQ(gos_in("go g<int>(1);"), 1U);
  EXPECT_EQ(gos_in("go [=] { x(); }();"), 1U);
  EXPECT_EQ(gos_in("go [](int a) mutable -> int { return a; }(1);"), 1U);
  EXPECT_EQ(gos_in("if (x) go g(); else go h();"), 2U);
}

TEST(gos, ordinary_uses_of_the_name) {
  EXPECT_EQ(gos_in("go(1);"), 0U);
  EXPECT_EQ(gos_in("int go = 1;"), 0U);
  EXPECT_EQ(gos_in("go = 2;"), 0U);
  EXPECT_EQ(gos_in("go.x(1);"), 0U);
  EXPECT_EQ(gos_in("go[1] = 2;"), 0U);
  EXPECT_EQ(gos_in("x = go + 1;"), 0U);
  EXPECT_EQ(gos_in("goto go;"), 0U);
}

TEST(gos, a_type_of_that_name_wins) {
  EXPECT_EQ(annotated("struct go { go(int); }; void f() { go x(1); }").found.gos.size(), 0U);
  EXPECT_EQ(annotated("using go = int; void f() { go x(1); }").found.gos.size(), 0U);
  EXPECT_EQ(annotated("typedef int go; void f() { go x(1); }").found.gos.size(), 0U);
}

TEST(gos, end_at_their_semicolon) {
  const annotated source("void f() { go [] { a(); b(); }()^; c(); }");
  ASSERT_EQ(source.found.gos.size(), 1U);
  EXPECT_EQ(source.found.gos[0].semicolon, source.mark());
}

TEST(gos, without_a_semicolon_is_a_problem) {
  const annotated source("void f() { go g() }");
  ASSERT_EQ(source.found.problems.size(), 1U);
  EXPECT_EQ(source.found.problems[0].text, "expected ';' after the go statement");
}

}  // namespace
}  // namespace lsub::translate
