// Edits on the original bytes: the translation is the user's text with these replacements, nothing
// else.
//
// Edits may nest: one that moves user text elsewhere names the range, and the edits inside that
// range are applied to it there. User text keeps its line, wherever it goes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emit/writer.h"
#include "source/source_text.h"

namespace lsub::translate {

// Literal output, or a range of the source rendered in its place.
struct piece {
  piece(std::string literal)
      : text(std::move(literal)) {}              // NOLINT: a piece is written as what it is
  piece(const char* literal) : text(literal) {}  // NOLINT
  piece(text_range source) : moved(source), is_range(true) {}  // NOLINT
  // Literal output that a debugger is to take for a part of the line of `position`, wherever it
  // stands.
  piece(std::string literal, unsigned position) : text(std::move(literal)), at(position) {}

  std::string text = {};
  text_range moved = {};
  bool is_range = false;
  std::optional<unsigned> at = {};
};

class edits {
 public:
  explicit edits(const source_text& source) : source_(source) {}

  // Puts `pieces` in the place of [begin, end). Requires: no range among the pieces is itself
  // replaced as a whole.
  void replace(unsigned begin, unsigned end, std::vector<piece> pieces);
  // Puts `open` before and `close` behind the range; of two wraps with one end in common the larger
  // is outside.
  void wrap(text_range range, std::string open, std::string close);
  // Puts `text` at `at`, in front of everything else that stands there.
  void insert(unsigned at, std::string text);

  // The source with all edits applied, behind a `#line` for its first line. A macro's use is
  // replaced by its expansion only if there is an edit in it. Requires: edits overlap only by
  // nesting.
  std::string apply(layout_style style);

 private:
  struct edit {
    text_range place;  // what is replaced; empty for an insertion
    text_range owner;  // what the edit belongs to: it moves only with all of that
    int rank;          // order at one place: closing, opening, replacement
    std::vector<piece> pieces;
    bool in_place = false;  // the pieces stand where they belong: a file or expansion for its use
  };
  // How a range is written.
  enum class mode : unsigned char {
    in_place,  // where it stands
    moved,     // elsewhere, at its own lines
    flat,      // elsewhere, on the line of what it moved to, without comments
  };

  void put_segments();
  void render(text_range range, mode how, unsigned at, writer& out) const;
  void copy(text_range range, mode how, unsigned at, writer& out) const;
  void put(const edit& one, mode how, unsigned at, writer& out) const;
  bool goes_along(const edit& one, text_range range) const;
  mode mode_of(text_range moved, layout_style style) const;

  const source_text& source_;
  std::vector<edit> list_;
  layout_style style_ = layout_style::lines;
};

}  // namespace lsub::translate
