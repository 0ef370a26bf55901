// Where Clang's messages stand: in the user's text, the library or the prelude, and at which of the
// user's tokens.
#pragma once

#include <algorithm>

#include "clang/Basic/SourceManager.h"
#include "parse/complaints.h"
#include "parse/layout.h"

namespace lsub::translate {

class standing {
 public:
  // Both outlive it.
  standing(const reword_input& input, const token_index& tokens) : input_(input), tokens_(tokens) {}

  // About a declaration of the prelude, or naming one.
  bool in_prelude(const message& one) const {
    return one.at.isValid() && input_.sources.isWrittenInBuiltinFile(one.at);
  }
  bool in_library(clang::SourceLocation at) const {
    return at.isValid() && input_.sources.isInSystemHeader(at) &&
           input_.sources.getFilename(at).contains("/lsub/");
  }
  bool in_file(clang::SourceLocation at) const {
    return at.isValid() && input_.where.text.contains(at);
  }

  // The position in the text. Requires: in_file(at).
  unsigned offset(clang::SourceLocation at) const { return input_.where.text.position(at); }

  // The token that begins there; null if none does.
  const token* token_at(unsigned position) const {
    const std::size_t at = tokens_.starting(position);
    return at == no_token ? nullptr : &input_.view[at];
  }

  // The user wrote an operator there that also stands for an encoding.
  bool wrote_operator(clang::SourceLocation at) const {
    if (!in_file(at)) return false;
    const token* found = token_at(offset(at));
    return found != nullptr && (found->is("<<=") || found->is("~") || found->is("operator"));
  }

  // A part of it begins with the user's own minus, which stands for an encoding too.
  bool shows_minus(const message& one) const {
    return std::any_of(one.ranges.begin(), one.ranges.end(), [this](const auto& range) {
      const token* found = in_file(range.getBegin()) ? token_at(offset(range.getBegin())) : nullptr;
      return found != nullptr && found->is("-");
    });
  }

 private:
  const reword_input& input_;
  const token_index& tokens_;
};

}  // namespace lsub::translate
