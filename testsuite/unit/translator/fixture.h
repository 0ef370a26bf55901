// Annotated source for tests of recognition: a `^` in the text marks a place and is taken out of
// it.
#pragma once

#include <string>
#include <vector>

#include "raw_view.h"
#include "recognise/dialect.h"

namespace lsub::translate {

// Source text with its view, structure and everything recognised in it.
class annotated {
 public:
  explicit annotated(const std::string& marked) {
    for (char c : marked) {
      if (c == '^')
        marks_.push_back(static_cast<unsigned>(text_.size()));
      else
        text_ += c;
    }
    view = raw_view(text_);
    shape.emplace_back(view);
    found = recognise(view, shape.front(), {});
  }
  annotated(const annotated&) = delete;
  annotated& operator=(const annotated&) = delete;

  // The token behind the n-th mark.
  std::size_t mark(std::size_t n = 0) const {
    for (std::size_t at = 0; at < view.size(); ++at)
      if (view[at].offset >= marks_.at(n)) return at;
    return no_token;
  }

  // The arrow at the n-th mark.
  const arrow& arrow_at(std::size_t n = 0) const {
    for (const arrow& one : found.arrows)
      if (one.at == mark(n)) return one;
    static const arrow none;
    return none;
  }

  // The text of [from, to).
  std::string text(std::size_t from, std::size_t to) const {
    return text_.substr(view[from].offset, view[to - 1].end() - view[from].offset);
  }

  token_view view;
  std::vector<structure> shape;  // one element; a structure refers to `view`
  dialect found;

 private:
  std::string text_;
  std::vector<unsigned> marks_;
};

}  // namespace lsub::translate
