// Edits on the original bytes: the translation is the user's text with these replacements, nothing
// else.
//
// Edits may nest: one that moves user text elsewhere names the range, and the edits inside that
// range are applied to it there. An edit holds exactly as many newlines as it replaces, so line N
// stays line N.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "parse/facts.h"

namespace lsub::translate {

// Literal output, or a range of the source rendered in its place on one line.
struct piece {
  piece(std::string literal)
      : text(std::move(literal)) {}              // NOLINT: a piece is written as what it is
  piece(const char* literal) : text(literal) {}  // NOLINT
  piece(text_range source) : moved(source), is_range(true) {}  // NOLINT

  std::string text = {};
  text_range moved = {};
  bool is_range = false;
};

class edits {
 public:
  explicit edits(std::string_view source) : source_(source) {}

  // Puts `pieces` in the place of [begin, end). The newlines of [begin, end) are kept, behind the
  // pieces. Requires: no range among the pieces is itself replaced as a whole.
  void replace(unsigned begin, unsigned end, std::vector<piece> pieces);
  // Puts `open` before and `close` behind the range; of two wraps with one end in common the larger
  // is outside.
  void wrap(text_range range, std::string open, std::string close);
  // Puts `text` at `at`, in front of everything else that stands there.
  void insert(unsigned at, std::string text);

  // The source with all edits applied. Requires: edits overlap only by nesting.
  std::string apply();

  bool empty() const { return list_.empty(); }

 private:
  struct edit {
    text_range place;  // what is replaced; empty for an insertion
    text_range owner;  // what the edit belongs to: it is applied only where all of that is rendered
    int rank;          // order at one place: closing, opening, replacement
    std::vector<piece> pieces;
  };

  void render(text_range range, bool one_line, std::string& out) const;
  void copy(text_range range, bool one_line, std::string& out) const;
  void put(const edit& one, bool one_line, std::string& out) const;

  std::string_view source_;
  std::vector<edit> list_;
};

}  // namespace lsub::translate
