#include "recognise/encoding.h"

#include <gtest/gtest.h>

#include "fixture.h"

namespace lsub::translate {
namespace {

// The tokens Clang's parser gets, one space between them.
std::string encoded(const annotated& source) {
  const auto rewrites = encode(source.view, source.shape.front(), source.found);
  std::string out;
  auto put = [&](std::string_view text) {
    out += out.empty() ? std::string(text) : " " + std::string(text);
  };
  auto insert = [&](const insertion& one) {
    if (one.first == no_token) return put(one.spelling);
    for (std::size_t at = one.first; at <= one.last; ++at) put(source.view[at].text);
  };
  for (std::size_t at = 5; at + 1 < source.view.size(); ++at) {
    auto it = rewrites.find(at);
    if (it == rewrites.end()) {
      put(source.view[at].text);
      continue;
    }
    for (const insertion& one : it->second.before) insert(one);
    if (!it->second.drop) put(source.view[at].text);
    for (const insertion& one : it->second.after) insert(one);
  }
  return out;
}

std::string encoded(const std::string& body) {
  return encoded(annotated("void f() { " + body + " }"));
}

TEST(encoding, arrows) {
  EXPECT_EQ(encoded("x = <-c + 1;"), "x = ~ c + 1 ;");
  EXPECT_EQ(encoded("auto [x, ok] = <-c;"), "auto [ x , ok ] = - c ;");
  EXPECT_EQ(encoded("ok = c <- a + b;"), "ok = c <<= a + b ;");
  EXPECT_EQ(encoded("c <- <-d;"), "c <<= ~ d ;");
  EXPECT_EQ(encoded("<-<-cc;"), "~ ~ cc ;");
  EXPECT_EQ(encoded("ratio<-1, 3> r;"), "ratio < - 1 , 3 > r ;");
}

TEST(encoding, a_dispatch_whose_operands_are_known_is_a_comparison) {
  annotated source("void f() { ok = ^a.x ^<- b.y^ + 1^; }");
  arrow& one = source.found.arrows.front();
  one.form = arrow_form::dispatch;
  EXPECT_EQ(encoded(source), "ok = a . x <<= b . y + 1 ;");
  one.left = source.mark(0);
  one.first_last = source.mark(2) - 1;
  one.right_last = source.mark(3) - 1;
  EXPECT_EQ(encoded(source),
            "ok = lsub_translate_left ( a . x ) < ( lsub_translate_first < decltype ( ( a . x ) ) "
            "> ( b . y ) + 1 ) ;");
}

TEST(recognition, a_dispatch_takes_its_operands_from_an_earlier_round) {
  const annotated source("void f() { ok = ^a.x ^<- ^b.y^ + 1^; }");
  const auto place = [&](std::size_t mark) { return source.view[source.mark(mark)].offset; };
  const auto end = [&](std::size_t mark) { return source.view[source.mark(mark) - 1].end(); };
  decisions known;
  known.arrows[place(1)] = arrow_form::dispatch;
  known.operands[place(1)] = {place(0), end(3), end(4)};
  const arrow one = recognise(source.view, source.shape.front(), known).arrows.at(0);
  EXPECT_EQ(one.left, source.mark(0));
  EXPECT_EQ(one.first_last, source.mark(3) - 1);
  EXPECT_EQ(one.right_last, source.mark(4) - 1);

  known.operands[place(1)].right_end += 2;  // the place of no token
  EXPECT_EQ(recognise(source.view, source.shape.front(), known).arrows.at(0).left, no_token);
}

TEST(encoding, go_is_the_call_itself) {
  EXPECT_EQ(encoded("go f(<-c);"), "( f ( ~ c ) ) ;");
}

TEST(encoding, blocks_are_lambdas_called_at_once) {
  EXPECT_EQ(encoded("go { a(); }"), "[ = ] ( ) mutable { a ( ) ; } ( ) ;");
  EXPECT_EQ(encoded("defer { a(); }"), "[ & ] ( ) { a ( ) ; } ( ) ;");
  EXPECT_EQ(encoded("defer a();"), "( a ( ) ) ;");
}

TEST(encoding, pairs_are_a_helper_call) {
  EXPECT_EQ(encoded("x, ok = <-c;"), "lsub_translate_assign ( x , ok ) = - c ;");
}

TEST(encoding, labelled_jumps_lose_their_label) {
  EXPECT_EQ(encoded("a: for (;;) { break a; continue a; }"),
            "a : for ( ; ; ) { break ; continue ; }");
  EXPECT_EQ(encoded("for (;;) { break b; }"), "for ( ; ; ) { ; }");
}

TEST(encoding, select_is_a_block_per_case) {
  EXPECT_EQ(encoded("select { case <-c: a(); case d <- 1: default: b(); }"),
            "switch ( true ) default : { { ~ c ; a ( ) ; } { d <<= 1 ; } { b ( ) ; } }");
}

TEST(encoding, doselect_is_a_loop) {
  EXPECT_EQ(encoded("doselect { case <-c: break; }"), "for ( ; ; ) { { ~ c ; break ; } }");
  EXPECT_EQ(encoded("doselect (x) { case <-c: ; }"), "while ( x ) { { ~ c ; ; } }");
  EXPECT_EQ(encoded("doselect (;;) { case <-c: ; }"), "for ( ; ; ) { { ~ c ; ; } }");
}

TEST(encoding, policies_vanish) {
  EXPECT_EQ(encoded("select <ordered> { case <-c: ; }"),
            "switch ( true ) default : { { ~ c ; ; } }");
  EXPECT_EQ(encoded("select <> { case <-c: ; }"), "switch ( true ) default : { { ~ c ; ; } }");
}

TEST(encoding, pair_assignment_is_a_helper_call) {
  EXPECT_EQ(encoded("select { case x, ok = <-c: ; }"),
            "switch ( true ) default : { { lsub_translate_assign ( x , ok ) = - c ; ; } }");
}

TEST(encoding, an_invalid_case_keeps_its_body) {
  EXPECT_EQ(encoded("select { case x: a(); }"), "switch ( true ) default : { { ; a ( ) ; } }");
}

TEST(encoding, refused_text_is_not_parsed) {
  EXPECT_EQ(encoded("select { int x = <-d; case <-c: a(); }"),
            "switch ( true ) default : { { ~ c ; a ( ) ; } }");
  EXPECT_EQ(encoded("doselect (auto x : c) { case <-c: ; }"), "for ( ; ; ) { { ~ c ; ; } }");
}

TEST(encoding, empty_select) {
  EXPECT_EQ(encoded("select { }"), "switch ( true ) default : { }");
}

}  // namespace
}  // namespace lsub::translate
