#include "translate.h"

#include <gtest/gtest.h>

namespace lsub::translate {
namespace {

translation translate_text(const std::string& text) {
  return translate({.file = "t.lcc", .arguments = {"-std=c++20"}, .text = &text});
}

// Declarations enough for the translator; the runtime's headers are not needed to decide an arrow.
const std::string channels =
    "namespace lsub { template <class T> class chan {}; template <class T> class send_chan {};"
    " template <class T> class recv_chan {}; namespace detail { struct main_fiber {};"
    " template <class T> struct received { T value; bool ok; }; } }\n";

TEST(translate, plain_text_passes_byte_for_byte) {
  const std::string text = "int x = 1;\r\n// <-c\nint y = x;";
  EXPECT_EQ(translate_text(text).output, "#line 1 \"t.lcc\"\r\n" + text);
}

TEST(translate, comparisons_pass_byte_for_byte) {
  const std::string text =
      "template <int> struct r {}; bool f(int n) { r<-1> x; n <- 2; return n<-3; }\n";
  const translation done = translate_text(text);
  EXPECT_TRUE(done.ok) << done.messages;
  EXPECT_EQ(done.output, "#line 1 \"t.lcc\"\n" + text);
}

TEST(translate, the_type_decides_not_the_guess) {
  const translation done = translate_text(
      channels + "bool f(lsub::chan<int> c, int n) { return (n <- 2) == (c <- 2); }\n");
  EXPECT_TRUE(done.ok) << done.messages;
  EXPECT_NE(done.output.find("(n <- 2) == (::lsub::detail::send(c , 2))"), std::string::npos)
      << done.output;
}

TEST(translate, a_word_keeps_the_meaning_it_has_in_its_scope) {
  const std::string text = channels +
                           "namespace lsub::detail { template <class... A> struct go_statement {};"
                           " int here(); }\n"
                           "void g(int);\n"
                           "void f() { struct go { go(int) {} }; go x(1); }\n"
                           "template <class defer> void h() { defer y(1); }\n"
                           "void k() { go g(1); }\n";
  const translation done = translate_text(text);
  EXPECT_TRUE(done.ok) << done.messages;
  EXPECT_NE(done.output.find("; go x(1); }"), std::string::npos) << done.output;
  EXPECT_NE(done.output.find("defer y(1); }"), std::string::npos) << done.output;
  EXPECT_EQ(done.output.find("go g(1)"), std::string::npos) << done.output;
}

TEST(translate, macros_with_constructs_are_expanded) {
  const translation done = translate_text(
      channels + "#define TWO(a, b) a <- b; b\n#define LESS(a) (a < -1)\n"
                 "bool f(lsub::chan<int> c, int n) { TWO(c, n)++; return LESS(n); }\n");
  EXPECT_TRUE(done.ok) << done.messages;
  EXPECT_NE(done.output.find("{ ::lsub::detail::send(c , n) ; n++; return LESS(n); }"),
            std::string::npos)
      << done.output;
}

TEST(translate, conditionals_with_constructs_stay_as_evaluated) {
  const translation done = translate_text(
      channels + "int f(lsub::chan<int> c) {\n#ifdef __clang__\n  return <-c;\n#else\n"
                 "  return <-c + 1;\n#endif\n}\n#ifdef __clang__\nint n;\n#endif\n");
  EXPECT_TRUE(done.ok) << done.messages;
  EXPECT_NE(done.output.find("{\n\n  return ::lsub::detail::receive(c);\n\n\n\n}\n#ifdef"),
            std::string::npos)
      << done.output;
}

TEST(translate, files_that_other_compilers_must_judge_pass) {
  const std::string text = "#include <no/such/header>\nint f( {\n";
  const translation done = translate_text(text);
  EXPECT_TRUE(done.ok);
  EXPECT_EQ(done.output, "#line 1 \"t.lcc\"\n" + text);
}

TEST(translate, lines_stay) {
  const std::string text =
      channels + "void f(lsub::chan<int> c) {\n  int x = <-\n    c;\n  c\n  <-\n  x;\n}\n";
  const translation done = translate_text(text);
  ASSERT_TRUE(done.ok) << done.messages;
  EXPECT_EQ(std::count(done.output.begin(), done.output.end(), '\n'),
            std::count(text.begin(), text.end(), '\n') + 1);
}

TEST(translate, main_becomes_the_first_fiber) {
  const translation done = translate_text(channels + "int main() { return 0; }");
  EXPECT_NE(done.output.find("int main() { ::lsub::detail::main_fiber lsub_main; return 0; }"),
            std::string::npos);
}

TEST(translate, errors_are_in_the_dialects_words) {
  const translation done = translate_text(channels + "void f(lsub::chan<int> c) { c <- \"x\"; }\n");
  EXPECT_FALSE(done.ok);
  EXPECT_NE(done.messages.find("t.lcc:2:31: error: cannot send 'const char *' on 'chan<int>'"),
            std::string::npos)
      << done.messages;
  EXPECT_EQ(done.messages.find("<<="), std::string::npos);
  EXPECT_EQ(done.messages.find("operator"), std::string::npos);
}

TEST(translate, is_deterministic) {
  const std::string text = channels + "void f(lsub::chan<int> c) { c <- <-c; go f(c); }\n";
  EXPECT_EQ(translate_text(text).output, translate_text(text).output);
}

TEST(translate, quotes_in_the_file_name) {
  const std::string text = "int x;\n";
  EXPECT_EQ(translate({.file = "a\"b.lcc", .arguments = {}, .text = &text}).output,
            "#line 1 \"a\\\"b.lcc\"\nint x;\n");
}

}  // namespace
}  // namespace lsub::translate
