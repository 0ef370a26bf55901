// Puts Clang's messages about encoded constructs into the dialect's words, and adds the dialect's
// own errors and warnings.
#pragma once

#include <functional>
#include <vector>

#include "parse/diagnostics.h"
#include "parse/facts.h"
#include "parse/resolve.h"
#include "recognise/dialect.h"

namespace clang {
class ASTContext;
class SourceManager;
}  // namespace clang

namespace lsub::translate {

struct reword_input {
  const token_view& view;
  const structure& shape;
  const dialect& found;
  const facts& known;
  const places& where;
  clang::ASTContext& context;
  const clang::SourceManager& sources;
  std::function<clang::SourceLocation(std::size_t)> location;  // of a token of the view
};

// Rewrites `messages` in place: no encoding, operator spelling or name of the prelude is left in
// them.
void reword(std::vector<message>& messages, const reword_input& input);

}  // namespace lsub::translate
