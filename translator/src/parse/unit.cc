#include "parse/unit.h"

#include <memory>

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"

namespace lsub::translate {
namespace {

class watcher : public clang::PPCallbacks {
 public:
  watcher(const clang::SourceManager& sources, unit& result) : sources_(sources), result_(result) {}

  void LexedFileChanged(clang::FileID file, LexedFileChangeReason reason,
                        clang::SrcMgr::CharacteristicKind, clang::FileID,
                        clang::SourceLocation) override {
    if (reason != LexedFileChangeReason::EnterFile) return;
    if (file == sources_.getMainFileID()) {
      result_.files.push_back({.id = file});
      return;
    }
    const auto entry = sources_.getFileEntryRefForID(file);
    if (!entry || !is_dialect_name(entry->getName())) return;
    const clang::SourceLocation at = sources_.getIncludeLoc(file);
    if (is_ours(at))
      result_.files.push_back({file, at});
    else
      result_.strays.push_back(at);
  }

  void FileChanged(clang::SourceLocation at, FileChangeReason reason,
                   clang::SrcMgr::CharacteristicKind, clang::FileID) override {
    if (reason == RenameFile && is_ours(at)) result_.marks.push_back({at});
  }

  void InclusionDirective(clang::SourceLocation hash, const clang::Token&, llvm::StringRef name,
                          bool angled, clang::CharSourceRange name_range,
                          clang::OptionalFileEntryRef file, llvm::StringRef, llvm::StringRef,
                          const clang::Module*, bool, clang::SrcMgr::CharacteristicKind) override {
    if (!is_ours(hash)) return;
    inclusion one{.hash = hash, .name = name_range.getBegin(), .quoted = !angled};
    one.dialect = is_dialect_name(name);
    if (file) one.path = file->getName().str();
    result_.inclusions.push_back(std::move(one));
  }

  void SourceRangeSkipped(clang::SourceRange range, clang::SourceLocation) override {
    result_.skipped.push_back(range);
  }

 private:
  bool is_ours(clang::SourceLocation at) const {
    if (!at.isFileID()) return false;
    const clang::FileID file = sources_.getFileID(at);
    for (const dialect_file& one : result_.files)
      if (one.id == file) return true;
    return false;
  }

  const clang::SourceManager& sources_;
  unit& result_;
};

}  // namespace

bool is_dialect_name(llvm::StringRef path) {
  return path.ends_with(".lcc") || path.ends_with(".lh");
}

unit lex_unit(clang::Preprocessor& preprocessor) {
  unit result;
  preprocessor.addPPCallbacks(std::make_unique<watcher>(preprocessor.getSourceManager(), result));
  preprocessor.EnterMainSourceFile();
  clang::Token t;
  do {
    preprocessor.Lex(t);
    result.tokens.push_back(t);
  } while (t.isNot(clang::tok::eof));
  return result;
}

}  // namespace lsub::translate
