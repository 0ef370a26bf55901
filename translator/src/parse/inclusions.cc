#include "parse/inclusions.h"

#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include "parse/directives.h"

namespace lsub::translate {
namespace {

class planner {
 public:
  planner(const unit& all, const layout& text, const clang::Preprocessor& preprocessor)
      : all_(all), text_(text), preprocessor_(preprocessor) {}

  std::vector<text_change> run() {
    for (const inclusion& one : all_.inclusions) plan(one);
    const auto& segments = text_.source().segments();
    for (std::size_t i = 0; i < segments.size(); ++i)
      if (llvm::StringRef(segments[i].file).ends_with(".lh")) guard(segments[i]);
    return std::move(changes_);
  }

 private:
  void plan(const inclusion& one) {
    const unsigned hash = text_.file_position(one.hash);
    if (one.dialect) {
      if (!entered(hash)) changes_.push_back({{hash, line_end(hash)}});
    } else if (one.quoted && !one.path.empty() && elsewhere(hash)) {
      const unsigned name = text_.file_position(one.name);
      llvm::SmallString<128> path(one.path);
      preprocessor_.getFileManager().makeAbsolutePath(path);
      const unsigned length = clang::Lexer::MeasureTokenLength(
          one.name, preprocessor_.getSourceManager(), preprocessor_.getLangOpts());
      changes_.push_back({{name, name + length}, "\"" + std::string(path) + "\""});
    }
  }

  bool entered(unsigned hash) const {
    for (const segment& one : text_.source().segments())
      if (!one.file.empty() && one.use.end != 0 && one.use.begin == hash) return true;
    return false;
  }

  unsigned line_end(unsigned at) const {
    const std::string& text = text_.source().text();
    while (at < text.size() && text[at] != '\n' && text[at] != '\r') ++at;
    return at;
  }

  // Whether the directive stands in a header of another directory than the main file's.
  bool elsewhere(unsigned hash) const {
    const auto& segments = text_.source().segments();
    const std::size_t index = text_.source().segment_of(hash);
    return llvm::sys::path::parent_path(segments[index].file) !=
           llvm::sys::path::parent_path(segments[0].file);
  }

  // A header may come out on its own and inlined into others: one guard takes the place of its
  // `#pragma once` everywhere.
  void guard(const segment& file) {
    const std::string_view bytes = text_.source().slice(file.range);
    if (bytes.find("once") == std::string_view::npos) return;
    int depth = 0;
    for (const directive& one : find_directives(bytes, preprocessor_.getLangOpts())) {
      depth += one.opens() - one.closes();
      if (one.name != "pragma" || one.words != "once") continue;
      const text_range line{file.range.begin + one.line.begin, file.range.begin + one.line.end};
      if (depth > 0 || guarded_) {
        changes_.push_back({line});
        continue;
      }
      const std::string name =
          "LSUB_ONCE_" + llvm::utohexstr(llvm::xxh3_64bits(llvm::StringRef(bytes)));
      changes_.push_back({line, "#ifndef " + name + "\n#define " + name});
      changes_.push_back({{file.range.end, file.range.end}, "\n#endif"});
      guarded_ = true;
    }
    guarded_ = false;
  }

  const unit& all_;
  const layout& text_;
  const clang::Preprocessor& preprocessor_;
  std::vector<text_change> changes_;
  bool guarded_ = false;
};

}  // namespace

std::vector<text_change> plan_inclusions(const unit& all, const layout& text,
                                         const clang::Preprocessor& preprocessor) {
  return planner(all, text, preprocessor).run();
}

}  // namespace lsub::translate
