#include "parse/diagnostics.h"

#include <algorithm>

#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/TextDiagnostic.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/raw_ostream.h"

namespace lsub::translate {
namespace {

using clang::DiagnosticsEngine;

// ` [-Werror,-Wlsub-x]` as Clang writes it.
std::string option_note(const message& one, const message_options& options) {
  if (one.warning.empty() || !options.option_names) return {};
  const bool general =
      one.level == DiagnosticsEngine::Error && options.by_general_error(one.warning);
  const bool named = one.level == DiagnosticsEngine::Error && !general;
  return std::string(" [") +
         (general ? "-Werror,-W"
          : named ? "-Werror="
                  : "-W") +
         one.warning + "]";
}

}  // namespace

void message_log::HandleDiagnostic(DiagnosticsEngine::Level level, const clang::Diagnostic& info) {
  clang::DiagnosticConsumer::HandleDiagnostic(level, info);
  using enum DiagnosticsEngine::Level;
  warned_ |= level == Warning;
  if (level != Note) skipping_notes_ = level < Error;
  if (skipping_notes_) return;
  message one{.level = level, .id = info.getID(), .at = info.getLocation()};
  llvm::SmallString<128> text;
  info.FormatDiagnostic(text);
  one.text = text.str();
  one.ranges.assign(info.getRanges().begin(), info.getRanges().end());
  one.fixits.assign(info.getFixItHints().begin(), info.getFixItHints().end());
  for (unsigned i = 0; i < info.getNumArgs(); ++i)
    if (info.getArgKind(i) == DiagnosticsEngine::ak_qualtype)
      one.types.push_back(
          clang::QualType::getFromOpaquePtr(reinterpret_cast<void*>(info.getRawArg(i))));
  messages_.push_back(std::move(one));
}

void apply(const message_options& options, std::vector<message>& messages) {
  bool dropping = false;
  std::erase_if(messages, [&](message& one) {
    if (one.level == DiagnosticsEngine::Note) return dropping;
    dropping = false;
    if (one.warning.empty()) return false;
    const warning_fate fate = options.fate(one.warning);
    dropping = fate == warning_fate::ignored;
    one.level = fate == warning_fate::error ? DiagnosticsEngine::Error : DiagnosticsEngine::Warning;
    return dropping;
  });
}

bool any_error(const std::vector<message>& messages) {
  return std::any_of(messages.begin(), messages.end(),
                     [](const message& one) { return one.level >= DiagnosticsEngine::Error; });
}

std::string render(const std::vector<message>& messages, const clang::Preprocessor& preprocessor,
                   DiagnosticsEngine& engine, const message_options& options, bool colours) {
  std::string text;
  llvm::raw_string_ostream out(text);
  clang::DiagnosticOptions style = engine.getDiagnosticOptions();
  style.ShowColors = colours;
  style.ShowCarets = options.carets;
  style.ShowParseableFixits = options.parseable_fixits;
  out.enable_colors(colours);
  clang::TextDiagnostic printer(out, preprocessor.getLangOpts(), style, &preprocessor);
  unsigned errors = 0;
  for (const message& one : messages) {
    if (one.level >= DiagnosticsEngine::Error && errors++ == options.most_errors &&
        options.most_errors != 0) {
      out << "fatal error: too many errors emitted, stopping now\n";
      break;
    }
    const auto place = one.at.isValid()
                           ? clang::FullSourceLoc(one.at, preprocessor.getSourceManager())
                           : clang::FullSourceLoc();
    printer.emitDiagnostic(place, one.level, one.text + option_note(one, options), one.ranges,
                           one.fixits);
  }
  return text;
}

}  // namespace lsub::translate
