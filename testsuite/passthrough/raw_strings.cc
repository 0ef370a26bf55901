// RUN: mkdir -p %t && sh %S/Inputs/same.sh %t "%lsub++" %s
// Strings, characters and comments with arrows in them. /* c <- x */
#include <string>

// select { case <-c: }
const std::string text = R"delimiter(
  select {
    case <-c:
      c <- 1;
  }
  go f();
)delimiter";
const char* escaped = "c <- \"x\" \
<-c";
const char arrow = '<', minus = '-';
const int spliced = 1 <\
-2;
const int digits = 1'000'000 <-1'000;
/* go [] {
   <-c; }(); */
