#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

std::size_t calls_in(const std::string& statement) {
  return annotated("void f() { " + statement + " }").found.calls.size();
}

TEST(calls, calls_of_every_kind) {
  EXPECT_EQ(calls_in("go g();"), 1U);
  EXPECT_EQ(calls_in("go a::b::g(1, 2);"), 1U);
  EXPECT_EQ(calls_in("go ::g();"), 1U);
  EXPECT_EQ(calls_in("go o.m(1);"), 1U);
  EXPECT_EQ(calls_in("go this->m(1);"), 1U);
  EXPECT_EQ(calls_in("go g<int>(1);"), 1U);
  EXPECT_EQ(calls_in("go [=] { x(); }();"), 1U);
  EXPECT_EQ(calls_in("go [](int a) mutable -> int { return a; }(1);"), 1U);
  EXPECT_EQ(calls_in("if (x) go g(); else go h();"), 2U);
}

TEST(calls, ordinary_uses_of_the_name) {
  EXPECT_EQ(calls_in("go(1);"), 0U);
  EXPECT_EQ(calls_in("int go = 1;"), 0U);
  EXPECT_EQ(calls_in("go = 2;"), 0U);
  EXPECT_EQ(calls_in("go.x(1);"), 0U);
  EXPECT_EQ(calls_in("go[1] = 2;"), 0U);
  EXPECT_EQ(calls_in("x = go + 1;"), 0U);
  EXPECT_EQ(calls_in("goto go;"), 0U);
}

TEST(calls, a_word_that_names_a_type_is_none) {
  const std::string text = "void f() { go x(1); go y(1); }";
  const token_view view = raw_view(text);
  const structure shape(view);
  const dialect found = recognise(view, shape, {.plain_words = {11U}});
  ASSERT_EQ(found.calls.size(), 1U);
  EXPECT_EQ(view[found.calls[0].keyword].offset, 20U);
}

TEST(calls, deferred_ones_alike) {
  const annotated source("void f() { defer g(1); defer o.m(); defer { x(); } go { y(); } }");
  ASSERT_EQ(source.found.calls.size(), 4U);
  EXPECT_TRUE(source.found.calls[0].deferred && !source.found.calls[0].block);
  EXPECT_TRUE(source.found.calls[2].deferred && source.found.calls[2].block);
  EXPECT_TRUE(!source.found.calls[3].deferred && source.found.calls[3].block);
  EXPECT_EQ(calls_in("int defer = 1; defer = 2; defer(3); x = defer;"), 0U);
}

TEST(calls, blocks_hold_statements) {
  const annotated source("void f() { go { ^go g(); } }");
  EXPECT_TRUE(source.shape[0].starts_statement(source.mark()));
  EXPECT_EQ(source.found.calls.size(), 2U);
}

TEST(calls, end_at_their_semicolon) {
  const annotated source("void f() { go [] { a(); b(); }()^; c(); }");
  ASSERT_EQ(source.found.calls.size(), 1U);
  EXPECT_EQ(source.found.calls[0].end, source.mark());
}

TEST(calls, without_a_semicolon_ends_with_its_block) {
  const annotated source("void f() { go g() ^}");
  ASSERT_EQ(source.found.calls.size(), 1U);
  EXPECT_EQ(source.found.calls[0].end, source.mark());
}

}  // namespace
}  // namespace lsub::translate
