#include "emit/edits.h"

#include <gtest/gtest.h>

namespace lsub::translate {
namespace {

// The edited text of one file, without the line that names it.
class edited {
 public:
  explicit edited(std::string_view text) : source_(text, "f.lcc"), list_(source_) {}
  edits* operator->() { return &list_; }
  std::string apply(layout_style style = layout_style::lines) {
    const std::string all = list_.apply(style);
    return all.substr(all.find('\n') + 1);
  }

 private:
  source_text source_;
  edits list_;
};

TEST(edits, none_is_the_identity) {
  EXPECT_EQ(edited("a\r\nb\0c").apply(), "a\r\nb");
  EXPECT_EQ(edited("").apply(), "");
}

TEST(edits, replace_keeps_line_ends) {
  edited out("a b\n\n c d");
  out->replace(2, 6, {"X"});
  EXPECT_EQ(out.apply(), "a X\n\nc d");
}

TEST(edits, replace_keeps_the_style_of_line_ends) {
  edited out("a\r\nb");
  out->replace(0, 3, {"X"});
  EXPECT_EQ(out.apply(), "X\r\nb");
}

TEST(edits, wraps_nest_by_their_extent) {
  edited out("abc");
  out->wrap({1, 3}, "[i(", ")i]");
  out->wrap({0, 3}, "[o(", ")o]");
  EXPECT_EQ(out.apply(), "[o(a[i(bc)i])o]");
}

TEST(edits, wraps_with_one_beginning) {
  edited out("abc");
  out->wrap({0, 1}, "[i(", ")i]");
  out->wrap({0, 3}, "[o(", ")o]");
  EXPECT_EQ(out.apply(), "[o([i(a)i]bc)o]");
}

TEST(edits, neighbouring_wraps_close_before_they_open) {
  edited out("ab");
  out->wrap({1, 2}, "[2(", ")2]");
  out->wrap({0, 1}, "[1(", ")1]");
  EXPECT_EQ(out.apply(), "[1(a)1][2(b)2]");
}

TEST(edits, tokens_stay_apart) {
  edited out("x:<-c%<-c(<-c");
  for (const unsigned at : {2U, 6U, 10U}) out->replace(at, at + 2, {"::r "});
  EXPECT_EQ(out.apply(), "x: ::r c% ::r c(::r c");
}

TEST(edits, words_stay_apart) {
  edited out("a(b)");
  out->replace(1, 2, {"x "});
  out->replace(3, 4, {""});
  EXPECT_EQ(out.apply(), "a x b");
}

TEST(edits, moved_ranges_take_their_edits_along) {
  edited out("head { x = <-c; }");
  out->replace(5, 6, {"{ ", text_range{11, 14}, "; "});
  out->replace(7, 15, {"used;"});
  out->wrap({11, 14}, "recv(", ")");
  out->replace(11, 13, {""});
  EXPECT_EQ(out.apply(), "head { recv(c);  used; }");
}

TEST(edits, moved_ranges_are_on_one_line) {
  const std::string moved = "a // note\n + b /* x\n y */ + \"//\"";
  const std::string text = "[(" + moved + ").";
  const auto end = static_cast<unsigned>(text.size() - 1);
  edited out(text);
  out->replace(0, 1, {"{ ", text_range{2, end - 1}});
  out->replace(1, end, {"}"});
  EXPECT_EQ(out.apply(), "{ a   + b   + \"//\"}\n\n.");
}

TEST(edits, insertion_comes_first) {
  edited out("ab");
  out->replace(1, 2, {"X"});
  out->insert(1, "(I)");
  EXPECT_EQ(out.apply(), "a(I)X");
}

TEST(edits, digit_separators_are_no_quotes) {
  edited out("[(1'000 // x\n)'a'");
  out->replace(0, 1, {text_range{2, 13}});
  out->replace(1, 14, {""});
  EXPECT_EQ(out.apply(), "1'000  \n'a'");
}

TEST(edits, raw_strings_stay_whole) {
  const std::string text = "[(R\"x(a // \")x\" // c\n).";
  const auto end = static_cast<unsigned>(text.size() - 1);
  edited out(text);
  out->replace(0, 1, {text_range{2, end - 1}});
  out->replace(1, end, {""});
  EXPECT_EQ(out.apply(), "R\"x(a // \")x\"  \n.");
}

TEST(edits, columns_are_kept_behind_a_change_of_width) {
  edited out("ab c\n  de f\n");
  out->replace(0, 2, {"longer"});
  out->replace(7, 9, {"x"});
  EXPECT_EQ(out.apply(layout_style::columns), "longer\n#line 1\n   c\n  x  f\n");
}

TEST(edits, columns_are_kept_where_text_was_moved_to) {
  edited out("{ }\n  f(1);\n");
  out->replace(0, 1, {"{ x = ", text_range{6, 10}, "; "});
  out->replace(6, 11, {"y;"});
  EXPECT_EQ(out.apply(layout_style::columns), "{ x = \n  f(1)\n#line 1\n; }\n  y;\n");
}

TEST(edits, plain_names_move_without_their_line) {
  edited out("{ }\n  f1;\n");
  out->replace(0, 1, {"{ x = ", text_range{6, 8}, "; "});
  EXPECT_EQ(out.apply(layout_style::columns), "{ x = f1; \n#line 1\n  }\n  f1;\n");
}

TEST(edits, files_stand_for_their_directives) {
  source_text source("#include \"h\"\nb\n", "f.lcc");
  source.add_file("a\n", "h.lh", {0, 12});
  edits out(source);
  EXPECT_EQ(out.apply(layout_style::lines),
            "#line 1 \"f.lcc\"\n#line 1 \"h.lh\"\na\n#line 1 \"f.lcc\"\n\nb\n");
}

TEST(edits, expansions_stand_for_their_use_only_if_edited) {
  source_text source("M(x) y\n", "f.lcc");
  source.add_expansion({0, 4});
  const unsigned star = source.add_token("*", false, 0, false);
  source.add_token("x", true, 2, true);
  EXPECT_EQ(edits(source).apply(layout_style::lines), "#line 1 \"f.lcc\"\nM(x) y\n");
  edits out(source);
  out.replace(star, star + 1, {"&&"});
  EXPECT_EQ(out.apply(layout_style::lines), "#line 1 \"f.lcc\"\n&& x y\n");
}

}  // namespace
}  // namespace lsub::translate
