#include "recognise/structure.h"

#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

struct brace_case {
  const char* text;
  brace_kind kind;
};

class structure_braces : public testing::TestWithParam<brace_case> {};

TEST_P(structure_braces, are_classified_by_what_stands_before) {
  const annotated source(GetParam().text);
  EXPECT_EQ(source.shape[0].brace(source.mark()), GetParam().kind) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    kinds, structure_braces,
    testing::Values(brace_case{"void f() ^{ }", brace_kind::block},
                    brace_case{"int f() const noexcept ^{ }", brace_kind::block},
                    brace_case{"auto f() -> chan<int> ^{ }", brace_kind::block},
                    brace_case{"X::X() : a{1} ^{ }", brace_kind::block},
                    brace_case{"X::X() : a^{1} { }", brace_kind::list},
                    brace_case{"struct X ^{ };", brace_kind::type_body},
                    brace_case{"template <class T> struct X : Y<T> ^{ };", brace_kind::type_body},
                    brace_case{"enum class E : int ^{ a };", brace_kind::enum_body},
                    brace_case{"namespace a::b ^{ }", brace_kind::name_space},
                    brace_case{"extern \"C\" ^{ }", brace_kind::name_space},
                    brace_case{"int a[] = ^{1, 2};", brace_kind::list},
                    brace_case{"int a[3]^{1, 2};", brace_kind::list},
                    brace_case{"auto x = T^{1};", brace_kind::list},
                    brace_case{"void f() { return ^{1}; }", brace_kind::list},
                    brace_case{"void f() { g(^{1, 2}); }", brace_kind::list},
                    brace_case{"void f() { g((^{ int i = 1; i; })); }", brace_kind::block},
                    brace_case{"auto l = [] ^{ };", brace_kind::block},
                    brace_case{"auto l = [](int) mutable ^{ };", brace_kind::block},
                    brace_case{"void f() { if (x) ^{ } }", brace_kind::block},
                    brace_case{"void f() { do ^{ } while (x); }", brace_kind::block},
                    brace_case{"void f() { a: ^{ } }", brace_kind::block},
                    brace_case{"void f() { select ^{ } }", brace_kind::block},
                    brace_case{"void f() { select <ordered> ^{ } }", brace_kind::block},
                    brace_case{"bool b = requires(int n) ^{ n; };", brace_kind::list},
                    brace_case{"bool b = requires ^{ 1; };", brace_kind::list},
                    brace_case{"auto l = []<class T> requires (x) ^{ };", brace_kind::block},
                    brace_case{"void f() { doselect (x) ^{ } }", brace_kind::block}));

TEST(structure_starts, after_statements_labels_and_heads) {
  const annotated source(
      "void f() { ^a; ^b; if (x) ^c; else ^d; l: ^e; switch (x) { case 1: ^g; default: ^h; } ^i; "
      "}");
  for (std::size_t n = 0; n < 8; ++n)
    EXPECT_TRUE(source.shape[0].starts_statement(source.mark(n))) << n;
}

TEST(structure_starts, not_inside_expressions_lists_and_types) {
  const annotated source(
      "struct S { ^int a; }; int b[] = {^1}; void f() { g(^x, b ? y : ^z); h(^); }");
  for (std::size_t n = 0; n < 4; ++n)
    EXPECT_FALSE(source.shape[0].starts_statement(source.mark(n))) << n;
}

TEST(structure_starts, behind_an_attribute) {
  const annotated source("void f() { [[likely]] ^a; }");
  EXPECT_TRUE(source.shape[0].starts_statement(source.mark()));
}

TEST(structure_partners, match_across_nesting) {
  const annotated source("f^(a[1], {2}, (3)^);");
  EXPECT_EQ(source.shape[0].partner(source.mark(0)), source.mark(1));
  EXPECT_EQ(source.shape[0].partner(source.mark(1)), source.mark(0));
}

TEST(structure_partners, unbalanced_text_has_none) {
  const annotated source("void f() { g^(a; } ^} ^)");
  EXPECT_EQ(source.shape[0].partner(source.mark(0)), no_token);
  EXPECT_EQ(source.shape[0].partner(source.mark(1)), no_token);
  EXPECT_EQ(source.shape[0].partner(source.mark(2)), no_token);
}

TEST(structure_find, stays_at_its_depth) {
  const annotated source("f(^a(;) [;] {;} ^; b) ;");
  EXPECT_EQ(source.shape[0].find(source.mark(0), ";"), source.mark(1));
}

TEST(structure_find, stops_at_the_enclosing_bracket) {
  const annotated source("f(^a b) ;");
  EXPECT_EQ(source.shape[0].find(source.mark(), ";"), no_token);
}

TEST(structure_depth, ten_thousand_brackets) {
  const std::string deep = std::string(10000, '(') + std::string(10000, ')');
  const annotated source("^" + deep);
  EXPECT_EQ(source.shape[0].partner(0), 19999U);
}

}  // namespace
}  // namespace lsub::translate
