// The dialect text of one translation as one sequence of bytes.
//
// It is made of segments: the dialect file itself, each dialect header it enters, and the expansion
// of each macro use that holds dialect code. A segment other than the first stands in the place of
// a range of another one: the `#include` line, the macro's use. A position is an index into the
// whole text, so one number names a byte of any segment; segments do not touch.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace lsub::translate {

// A range of positions.
struct text_range {
  unsigned begin = 0;
  unsigned end = 0;
};

// Text in the place of a range, on the range's first line.
struct text_change {
  text_range place;
  std::string text = {};
};

// Where a byte stands for a compiler that honours `#line`. Lines and columns count from 1; columns
// are bytes.
struct place {
  std::string_view file;
  unsigned line = 1;
  unsigned column = 1;
  bool exact = true;  // false: text of a macro's body, which stands at the macro's use
};

struct segment {
  text_range range;
  text_range use;         // what it stands for; empty for the first segment
  std::string file = {};  // of a file: its name; empty for an expansion
};

class source_text {
 public:
  source_text() = default;
  // A text of one file.
  source_text(std::string_view bytes, std::string file) { add_file(bytes, std::move(file), {}); }

  // Appends a file that stands for `use`; returns its first position.
  unsigned add_file(std::string_view bytes, std::string file, text_range use);
  // From `at` on, which starts a line, the lines are those of `file` from `line` on: a `#line` of
  // the user.
  void mark_line(unsigned at, std::string file, unsigned line);

  // Appends an expansion that stands for `use`; its tokens follow.
  void add_expansion(text_range use);
  // Appends a token to the last expansion; `from` is where it is spelled, or the macro's use.
  // Returns its position.
  unsigned add_token(std::string_view spelling, bool space_before, unsigned from, bool exact);
  // Takes all expansions back.
  void drop_expansions();

  const std::string& text() const { return text_; }
  std::string_view slice(text_range range) const {
    return std::string_view(text_).substr(range.begin, range.end - range.begin);
  }
  const std::vector<segment>& segments() const { return segments_; }
  // The index of the segment that `at` belongs to; the end of a segment belongs to it.
  std::size_t segment_of(unsigned at) const;

  place origin(unsigned at) const;
  // The end of the text from `at` to at most `end` whose origins follow from that of `at` byte by
  // byte: up to the next token of an expansion.
  unsigned run_end(unsigned at, unsigned end) const;

  // `range` in the outermost segment where it is whole: a range that covers a macro's expansion
  // stands for the macro's use, one that starts before it and ends with it ends behind the use.
  text_range lifted(text_range range) const;

 private:
  struct line_start {
    unsigned at;
    std::size_t file;  // index in names_
    unsigned line;
  };
  struct token_origin {
    unsigned at;
    unsigned from;
    bool exact;
  };

  std::size_t name(std::string file);
  bool leave(unsigned& at, bool as_end) const;

  std::string text_;
  std::vector<segment> segments_;
  std::vector<std::string> names_;
  std::vector<line_start> lines_;      // of all files, by position
  std::vector<token_origin> origins_;  // of all expansions, by position
  std::size_t files_ = 0;              // how many segments are files; they come first
};

}  // namespace lsub::translate
