// Diagnostics: collected while Clang parses, put into the dialect's words, then printed once.
//
// Thread-safety: none; one log belongs to one parse.
#pragma once

#include <string>
#include <vector>

#include "clang/AST/Type.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceLocation.h"
#include "warnings.h"

namespace clang {
class Preprocessor;
}

namespace lsub::translate {

struct message {
  clang::DiagnosticsEngine::Level level = clang::DiagnosticsEngine::Error;
  unsigned id = 0;
  clang::SourceLocation at;
  std::string text = {};
  std::vector<clang::CharSourceRange> ranges = {};
  std::vector<clang::FixItHint> fixits = {};
  std::string warning = {};                 // the name that switches it; of the translator's own
  std::vector<clang::QualType> types = {};  // what Clang named in it, in its order
};

// Keeps Clang's errors and their notes. Warnings are dropped: the host compiler gives them for the
// same source, and the encodings would cause some of their own.
class message_log : public clang::DiagnosticConsumer {
 public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic& info) override;

  std::vector<message>& messages() { return messages_; }
  bool warned() const { return warned_; }

 private:
  std::vector<message> messages_;
  bool skipping_notes_ = false;
  bool warned_ = false;
};

// Makes the warnings among `messages` what the options say: errors, nothing, or what they are.
void apply(const message_options& options, std::vector<message>& messages);

// Whether there is an error among them.
bool any_error(const std::vector<message>& messages);

// `messages` as Clang prints them. Errors: none.
std::string render(const std::vector<message>& messages, const clang::Preprocessor& preprocessor,
                   clang::DiagnosticsEngine& engine, const message_options& options, bool colours);

}  // namespace lsub::translate
