// Layout: the source text and the token view of a translation unit, and the way between Clang's
// locations and positions in that text.
//
// A macro's use that may hold dialect code is laid out as its expansion, so that every token of a
// construct has text of its own; any other use stays what it is, and its tokens have the place of
// the use.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "llvm/ADT/DenseMap.h"
#include "parse/unit.h"
#include "source/laid_out.h"

namespace clang {
class Preprocessor;
class SourceManager;
}  // namespace clang

namespace lsub::translate {

class layout {
 public:
  // Fills `out`, which outlives the layout. `expanded`: positions of macro uses to lay out as their
  // expansion, in the order they were found; grows by those that look like dialect code.
  layout(const unit& all, clang::Preprocessor& preprocessor, std::vector<unsigned>& expanded,
         laid_out& out);

  const source_text& source() const { return source_; }
  const token_view& view() const { return view_; }

  // Lays the macro use that the token `at` of the view came from out as its expansion; returns
  // whether that changed anything. `build` makes the view anew.
  bool expand(std::size_t at);
  void build();

  // Whether `at` is in a dialect file.
  bool contains(clang::SourceLocation at) const;
  // The position of `at`; of a token of a macro's body, the use's. Requires: contains(at).
  unsigned position(clang::SourceLocation at) const;
  // The text of the tokens from the one at `range`'s begin to the one at its end. Where such a
  // token stands inside a macro's use that is not laid out as its expansion, the use is noted.
  text_range text(clang::SourceRange range) const;
  // Uses that `text` noted, to be laid out in the next round.
  const std::set<unsigned>& noted() const { return noted_; }

  // A position in a dialect file, for a location spelled there.
  unsigned file_position(clang::SourceLocation at) const;
  clang::SourceLocation location(std::size_t view_index) const {
    return tokens_[view_[view_index].source].getLocation();
  }

 private:
  struct macro_use {
    std::size_t first, last;  // tokens of the unit
    text_range range;
    bool whole;  // it begins and ends in one file
  };

  void add_files(const unit& all);
  void find_uses();
  void find_candidates();
  void add_expansion(const macro_use& use);
  std::string spelling(const clang::Token& t);
  const macro_use* use_at(std::size_t token) const;
  std::optional<std::size_t> token_at(clang::SourceLocation at) const;

  const std::vector<clang::Token>& tokens_;
  const clang::SourceManager& sources_;
  clang::Preprocessor& preprocessor_;
  std::vector<unsigned>& expanded_;
  source_text& source_;
  token_view& view_;
  std::deque<std::string>& spellings_;
  llvm::DenseMap<clang::FileID, unsigned> bases_;
  std::vector<std::size_t> ours_;  // the unit's tokens that dialect files hold
  std::vector<macro_use> uses_;
  std::map<unsigned, std::size_t> use_by_position_;
  llvm::DenseMap<unsigned, std::size_t> macro_tokens_;        // by raw location
  llvm::DenseMap<std::size_t, unsigned> expanded_positions_;  // of tokens of expansions
  mutable std::set<unsigned> noted_;
};

}  // namespace lsub::translate
