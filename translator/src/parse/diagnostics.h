// Diagnostics: collected while Clang parses, put into the dialect's words, then printed once.
//
// Thread-safety: none; one log belongs to one parse.
#pragma once

#include <string>
#include <vector>

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceLocation.h"

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
};

// Keeps Clang's errors and their notes. Warnings are dropped: the host compiler gives them for the
// same source, and the encodings would cause some of their own.
class message_log : public clang::DiagnosticConsumer {
 public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic& info) override;

  std::vector<message>& messages() { return messages_; }

 private:
  std::vector<message> messages_;
  bool skipping_notes_ = false;
};

// Prints `messages` as Clang would, at most 20 errors. Errors: none. Returns the number of errors
// printed.
std::string render(const std::vector<message>& messages, const clang::Preprocessor& preprocessor,
                   clang::DiagnosticsEngine& engine, bool colours);

}  // namespace lsub::translate
