#include "parse/diagnostics.h"

#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/TextDiagnostic.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/raw_ostream.h"

namespace lsub::translate {

void message_log::HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                                   const clang::Diagnostic& info) {
  clang::DiagnosticConsumer::HandleDiagnostic(level, info);
  using enum clang::DiagnosticsEngine::Level;
  if (level != Note) skipping_notes_ = level < Error;
  if (skipping_notes_) return;
  message one{.level = level, .id = info.getID(), .at = info.getLocation()};
  llvm::SmallString<128> text;
  info.FormatDiagnostic(text);
  one.text = text.str();
  one.ranges.assign(info.getRanges().begin(), info.getRanges().end());
  one.fixits.assign(info.getFixItHints().begin(), info.getFixItHints().end());
  messages_.push_back(std::move(one));
}

std::string render(const std::vector<message>& messages, const clang::Preprocessor& preprocessor,
                   clang::DiagnosticsEngine& engine, bool colours) {
  constexpr unsigned error_limit = 20;
  std::string text;
  llvm::raw_string_ostream out(text);
  clang::DiagnosticOptions options = engine.getDiagnosticOptions();
  options.ShowColors = colours;
  options.ShowCarets = true;
  out.enable_colors(colours);
  clang::TextDiagnostic printer(out, preprocessor.getLangOpts(), options, &preprocessor);
  unsigned errors = 0;
  for (const message& one : messages) {
    if (one.level >= clang::DiagnosticsEngine::Error && ++errors > error_limit) {
      out << "fatal error: too many errors emitted, stopping now\n";
      break;
    }
    printer.emitDiagnostic(one.at.isValid()
                               ? clang::FullSourceLoc(one.at, preprocessor.getSourceManager())
                               : clang::FullSourceLoc(),
                           one.level, one.text, one.ranges, one.fixits);
  }
  return text;
}

}  // namespace lsub::translate
