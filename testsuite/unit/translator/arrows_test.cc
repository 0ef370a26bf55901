#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

struct arrow_case {
  const char* text;
  arrow_form form;
  bool by_grammar;
};

class arrow_forms : public testing::TestWithParam<arrow_case> {};

TEST_P(arrow_forms, follow_the_position) {
  const annotated source(GetParam().text);
  const arrow& found = source.arrow_at();
  EXPECT_EQ(found.form, GetParam().form) << GetParam().text;
  EXPECT_EQ(found.by_grammar, GetParam().by_grammar) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    operand_position, arrow_forms,
    testing::Values(arrow_case{"void f() { ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { x = ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { x = 1 + ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { g(1, ^<-c); }", arrow_form::receive, true},
                    arrow_case{"void f() { return ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { x = b ? ^<-c : 1; }", arrow_form::receive, true},
                    arrow_case{"void f() { x = b ? 1 : ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { if (x) ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { while (^<-c) ; }", arrow_form::receive, true},
                    arrow_case{"void f() { { } ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { a[^<-c] = 1; }", arrow_form::receive, true},
                    arrow_case{"void f() { x = not ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { [[maybe_unused]] ^<-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { ^<- <-c; }", arrow_form::receive, true},
                    arrow_case{"void f() { c <- ^<-d; }", arrow_form::receive, true},
                    arrow_case{"void f() { ^< - c; }", arrow_form::receive, true}));

INSTANTIATE_TEST_SUITE_P(
    two_values, arrow_forms,
    testing::Values(
        arrow_case{"void f() { auto [x, ok] = ^<-c; }", arrow_form::receive_ok, true},
        arrow_case{"void f() { auto& [x, ok] = ^<-c; }", arrow_form::receive_ok, true},
        arrow_case{"void f() { const auto [x, ok] = ^<-c; }", arrow_form::receive_ok, true},
        arrow_case{"void f() { auto const& [x, ok] = ^<-c; }", arrow_form::receive_ok, true},
        arrow_case{"void f() { if (auto [x, ok] = ^<-c; ok) ; }", arrow_form::receive_ok, true},
        arrow_case{"void f() { auto [a, b] = (^<-c); }", arrow_form::receive, true},
        arrow_case{"void f() { a[0] = ^<-c; }", arrow_form::receive, true}));

INSTANTIATE_TEST_SUITE_P(
    binary_position, arrow_forms,
    testing::Values(arrow_case{"void f() { c ^<- 1; }", arrow_form::send, false},
                    arrow_case{"void f() { ok = c ^<- 1; }", arrow_form::send, false},
                    arrow_case{"void f() { if (c ^<- 1) ; }", arrow_form::send, false},
                    arrow_case{"void f() { g() ^<- 1; }", arrow_form::send, false},
                    arrow_case{"void f() { a[1] ^<- 1; }", arrow_form::send, false},
                    arrow_case{"void f() { this ^<- 1; }", arrow_form::send, false},
                    arrow_case{"void f() { c ^<- {1, 2}; }", arrow_form::send, true},
                    arrow_case{"using r = std::ratio^<-1, 3>;", arrow_form::comparison, false},
                    arrow_case{"void f() { std::ratio^<-1, 3> r; }", arrow_form::comparison, false},
                    arrow_case{"int a = b ^<- 2;", arrow_form::comparison, false},
                    arrow_case{"void f() { for (; i ^<- 2; ) ; }", arrow_form::comparison, false}));

TEST(arrows, other_tokens_are_none) {
  const annotated source(
      "void f() { a < b; p->q; a <<-b; a <= -b; x--; a<--b; s = \"<-c\"; /* <-c */ }");
  EXPECT_TRUE(source.found.arrows.empty());
}

TEST(arrows, take_what_types_have_decided) {
  const std::string text = "void f() { n <- 2; }";
  const token_view view = raw_view(text);
  const structure shape(view);
  const decisions known{.arrows = {{13U, arrow_form::comparison}}};
  const dialect found = recognise(view, shape, known);
  ASSERT_EQ(found.arrows.size(), 1U);
  EXPECT_EQ(found.arrows[0].form, arrow_form::comparison);
}

TEST(arrows, grammar_beats_what_types_decided_elsewhere) {
  const std::string text = "void f() { x = <-c; }";
  const token_view view = raw_view(text);
  const structure shape(view);
  const decisions known{.arrows = {{15U, arrow_form::comparison}}};
  const dialect found = recognise(view, shape, known);
  ASSERT_EQ(found.arrows.size(), 1U);
  EXPECT_EQ(found.arrows[0].form, arrow_form::receive);
}

}  // namespace
}  // namespace lsub::translate
