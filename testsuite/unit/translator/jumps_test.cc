#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

std::string problem_in(const std::string& body) {
  const annotated source("void f() { " + body + " }");
  return source.found.problems.empty() ? std::string() : source.found.problems[0].text;
}

TEST(jumps, name_the_statement_around_them) {
  const annotated source(
      "void f() { ^a: for (;;) ^{ b: while (x) { continue a; break b; } ^} ^y; }");
  ASSERT_EQ(source.found.jumps.size(), 2U);
  ASSERT_EQ(source.found.labels.size(), 2U);
  const labelled_statement& outer = source.found.labels[source.found.jumps[0].target];
  EXPECT_EQ(outer.label, source.mark(0));
  EXPECT_EQ(outer.body, source.mark(1));
  EXPECT_EQ(outer.last, source.mark(2));
  EXPECT_TRUE(outer.continues && !outer.breaks);
  EXPECT_TRUE(source.found.jumps[0].continues);
}

TEST(jumps, reach_the_end_of_any_statement) {
  for (const char* body :
       {"a: for (;;) if (x) break a; else y(); ^z;", "a: while (x) for (;;) { break a; } ^z;",
        "a: do { break a; } while (x); ^z;", "a: select { case <-c: break a; } ^z;",
        "a: doselect { case <-c: break a; } ^z;", "a: doselect (x) { case <-c: break a; } ^z;",
        "a: switch (x) { default: break a; } ^z;",
        "a: for (;;) try { break a; } catch (int) { } catch (...) { } ^z;",
        "a: for (;;) if (x) { } else if (y) break a; else { } ^z;"}) {
    const annotated source("void f() { " + std::string(body) + " }");
    ASSERT_EQ(source.found.labels.size(), 1U) << body;
    EXPECT_EQ(source.found.labels[0].last + 1, source.mark()) << body;
  }
}

TEST(jumps, keep_a_label_that_a_goto_names) {
  EXPECT_TRUE(
      annotated("void f() { a: for (;;) { goto a; break a; } }").found.labels.at(0).keep_label);
  EXPECT_FALSE(annotated("void f() { a: for (;;) { break a; } }").found.labels.at(0).keep_label);
}

TEST(jumps, the_nearest_label_of_a_name_counts) {
  const annotated source("void f() { a: for (;;) { } } void g() { ^a: for (;;) { break a; } }");
  ASSERT_EQ(source.found.labels.size(), 1U);
  EXPECT_EQ(source.found.labels[0].label, source.mark());
}

TEST(jumps, to_nothing_around_are_problems) {
  EXPECT_EQ(problem_in("for (;;) break a;"),
            "'break a': no enclosing loop or select is labelled 'a'");
  EXPECT_EQ(problem_in("a: for (;;) { } continue a;"),
            "'continue a': no enclosing loop or select is labelled 'a'");
  EXPECT_EQ(problem_in("a: { break a; }"),
            "'break a': no enclosing loop or select is labelled 'a'");
  EXPECT_EQ(problem_in("a: select { case <-c: continue a; }"), "'continue a': 'a' labels no loop");
}

TEST(jumps, ten_thousand_nested_statements) {
  std::string text = "void f() { a: ";
  for (int i = 0; i < 10000; ++i) text += "if (x) ";
  const annotated source(text + "break a; }");
  EXPECT_FALSE(source.found.problems.empty());
}

}  // namespace
}  // namespace lsub::translate
