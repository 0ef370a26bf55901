// The output text, with the line and column that a compiler gives each place of it.
#pragma once

#include <string>
#include <string_view>

#include "emit/layout_style.h"
#include "source/source_text.h"

namespace lsub::translate {

// Appends user text and generated text; puts line ends, `#line` and blanks between them so that
// user text keeps its place.
class writer {
 public:
  writer(const source_text& source, layout_style style, std::string end_of_line);

  // User text: the bytes of the source from `at` on, one run of origins.
  void user(unsigned at, std::string_view text);
  // Generated text for something at `at` of the source; holds no line end.
  void generated(unsigned at, std::string_view text);
  // A `#line` for what follows, and nothing else.
  void start(std::string_view file);

  std::string take() { return std::move(out_); }

 private:
  void append(std::string_view text);
  void go_to_line(const place& where);
  void new_line();

  const source_text& source_;
  const layout_style style_;
  const std::string end_of_line_;
  std::string out_;
  std::string file_ = {};  // what the compiler takes the place behind out_ to be
  unsigned line_ = 1;
  unsigned column_ = 1;
};

}  // namespace lsub::translate
