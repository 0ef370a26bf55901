#include "emit/edits.h"

#include <gtest/gtest.h>

namespace lsub::translate {
namespace {

TEST(edits, none_is_the_identity) {
  EXPECT_EQ(edits("a\r\nb\0c").apply(), "a\r\nb");
  EXPECT_EQ(edits("").apply(), "");
}

TEST(edits, replace_keeps_line_ends) {
  edits out("a b\n\n c d");
  out.replace(2, 6, {"X"});
  EXPECT_EQ(out.apply(), "a X\n\nc d");
}

TEST(edits, replace_keeps_the_style_of_line_ends) {
  edits out("a\r\nb");
  out.replace(0, 3, {"X"});
  EXPECT_EQ(out.apply(), "X\r\nb");
}

TEST(edits, wraps_nest_by_their_extent) {
  edits out("abc");
  out.wrap({1, 3}, "i(", ")i");
  out.wrap({0, 3}, "o(", ")o");
  EXPECT_EQ(out.apply(), "o(ai(bc)i)o");
}

TEST(edits, wraps_with_one_beginning) {
  edits out("abc");
  out.wrap({0, 1}, "i(", ")i");
  out.wrap({0, 3}, "o(", ")o");
  EXPECT_EQ(out.apply(), "o(i(a)ibc)o");
}

TEST(edits, neighbouring_wraps_close_before_they_open) {
  edits out("ab");
  out.wrap({1, 2}, "2(", ")2");
  out.wrap({0, 1}, "1(", ")1");
  EXPECT_EQ(out.apply(), "1(a)12(b)2");
}

TEST(edits, moved_ranges_take_their_edits_along) {
  edits out("head { x = <-c; }");
  out.replace(5, 6, {"{ ", text_range{11, 14}, "; "});
  out.replace(7, 15, {"used;"});
  out.wrap({11, 14}, "recv(", ")");
  out.replace(11, 13, {""});
  EXPECT_EQ(out.apply(), "head { recv(c);  used; }");
}

TEST(edits, moved_ranges_are_on_one_line) {
  const std::string moved = "a // note\n + b /* x\n y */ + \"//\"";
  const std::string text = "[(" + moved + ")";
  const auto end = static_cast<unsigned>(text.size());
  edits out(text);
  out.replace(0, 1, {"{ ", text_range{2, end - 1}});
  out.replace(1, end, {"}"});
  EXPECT_EQ(out.apply(), "{ a   + b   + \"//\"}\n\n");
}

TEST(edits, insertion_comes_first) {
  edits out("ab");
  out.replace(1, 2, {"X"});
  out.insert(1, "I");
  EXPECT_EQ(out.apply(), "aIX");
}

TEST(edits, digit_separators_are_no_quotes) {
  edits out("[(1'000 // x\n)'a'");
  out.replace(0, 1, {text_range{2, 13}});
  out.replace(1, 14, {""});
  EXPECT_EQ(out.apply(), "1'000  \n'a'");
}

TEST(edits, raw_strings_stay_whole) {
  const std::string text = "[(R\"x(a // \")x\" // c\n)";
  const auto end = static_cast<unsigned>(text.size());
  edits out(text);
  out.replace(0, 1, {text_range{2, end - 1}});
  out.replace(1, end, {""});
  EXPECT_EQ(out.apply(), "R\"x(a // \")x\"  \n");
}

}  // namespace
}  // namespace lsub::translate
