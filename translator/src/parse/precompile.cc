// Makes the precompiled <lsub/lsub.h>, and the record of what it was made of.
#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>

#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include "parse/declared_words.h"
#include "parse/diagnostics.h"
#include "parse/made_of.h"
#include "parse/precompiled.h"
#include "parse/prelude.h"
#include "translate.h"

namespace lsub::translate {
namespace {

// What the headers asked for: by name, the files they were given; an empty one for none.
struct wanted_headers {
  std::map<std::string, std::set<std::string>> found;
  std::string problem;
};

class watcher : public clang::PPCallbacks {
 public:
  watcher(const clang::SourceManager& sources, wanted_headers& wanted)
      : sources_(sources), wanted_(wanted) {}

  void InclusionDirective(clang::SourceLocation hash, const clang::Token&, llvm::StringRef name,
                          bool angled, clang::CharSourceRange, clang::OptionalFileEntryRef file,
                          llvm::StringRef, llvm::StringRef, const clang::Module*, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    note(hash, name, angled, file);
  }

  void HasInclude(clang::SourceLocation at, llvm::StringRef name, bool angled,
                  clang::OptionalFileEntryRef file, clang::SrcMgr::CharacteristicKind) override {
    note(at, name, angled, file);
  }

 private:
  void note(clang::SourceLocation at, llvm::StringRef name, bool angled,
            clang::OptionalFileEntryRef file) {
    if (angled) {
      wanted_.found[name.str()].insert(file ? file->getName().str() : std::string());
      return;
    }
    // One that lies beside the header that names it is found there first, whatever the search path.
    const auto beside = llvm::sys::path::parent_path(sources_.getFilename(at));
    if (!file || llvm::sys::path::parent_path(file->getName()) != beside)
      wanted_.problem = "a header in quotes is not beside: " + name.str();
  }

  const clang::SourceManager& sources_;
  wanted_headers& wanted_;
};

class maker : public clang::GeneratePCHAction {
 public:
  maker(std::string path, made_of& record, std::string& problem)
      : path_(std::move(path)), record_(record), problem_(problem) {}

 protected:
  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    clang::Preprocessor& preprocessor = compiler.getPreprocessor();
    record_.options = options_of(compiler);
    record_.predefines = preprocessor.getPredefines();
    // As a round parses headers.
    preprocessor.setPredefines(preprocessor.getPredefines() + prelude);
    compiler.getFrontendOpts().SkipFunctionBodies = true;
    compiler.getFrontendOpts().OutputFile = path_;
    preprocessor.addPPCallbacks(std::make_unique<watcher>(compiler.getSourceManager(), wanted_));
    preprocessor.setTokenWatcher([this](const clang::Token& t) { tokens_.push_back(t); });
    return GeneratePCHAction::BeginSourceFileAction(compiler);
  }

  void EndSourceFileAction() override {
    clang::CompilerInstance& compiler = getCompilerInstance();
    note_files(compiler);
    note_lookups(compiler);
    std::set<std::string> names;
    for (const auto& one : compiler.getPreprocessor().getIdentifierTable())
      names.insert(one.getKey().str());
    record_.names = "\n";
    for (const std::string& one : names) record_.names += one + "\n";
    if (!names.contains("main_fiber")) wanted_.problem = "the library does not start programs";
    // The tokens of a precompiled header are not looked at.
    clang::Token end;
    end.startToken();
    end.setKind(clang::tok::eof);
    tokens_.push_back(end);
    if (!declared_types(tokens_, compiler.getPreprocessor()).empty())
      wanted_.problem = "a header has a type named like a word of the dialect";
    problem_ = wanted_.problem;
  }

 private:
  void note_files(clang::CompilerInstance& compiler) {
    const clang::SourceManager& sources = compiler.getSourceManager();
    clang::HeaderSearch& search = compiler.getPreprocessor().getHeaderSearchInfo();
    for (auto it = sources.fileinfo_begin(); it != sources.fileinfo_end(); ++it) {
      const clang::FileEntryRef file = it->first;
      if (file.getName() == precompiled_main) continue;
      read_header one{.path = file.getName().str(),
                      .size = static_cast<std::uint64_t>(file.getSize())};
      llvm::sys::fs::file_status now;
      if (llvm::sys::fs::status(one.path, now) || now.getSize() != one.size ||
          llvm::sys::toTimeT(now.getLastModificationTime()) != file.getModificationTime())
        wanted_.problem = "changed meanwhile: " + one.path;
      if (!clang::SrcMgr::isSystem(search.getFileDirFlavor(file)))
        wanted_.problem = "not in a system directory: " + one.path;
      one.modified =
          std::chrono::nanoseconds(now.getLastModificationTime().time_since_epoch()).count();
      record_.files.push_back(std::move(one));
    }
    std::sort(record_.files.begin(), record_.files.end(),
              [](const read_header& a, const read_header& b) { return a.path < b.path; });
  }

  void note_lookups(clang::CompilerInstance& compiler) {
    for (auto& [name, files] : wanted_.found) {
      header_lookup one{.name = name, .found = {}, .missed = files.erase("") != 0};
      const auto all = candidates(compiler, name, static_cast<std::size_t>(-1));
      if (all) one.found = *all;
      std::size_t last = 0;  // behind the last one that was wanted
      for (const std::string& file : files) {
        const auto at = std::find(one.found.begin(), one.found.end(), file);
        if (at == one.found.end()) wanted_.problem = "found elsewhere: " + file;
        last = std::max(last, static_cast<std::size_t>(at - one.found.begin()) + 1);
      }
      if (!one.missed && last < one.found.size()) one.found.resize(last);
      record_.lookups.push_back(std::move(one));
    }
  }

  const std::string path_;
  made_of& record_;
  std::string& problem_;
  wanted_headers wanted_;
  std::vector<clang::Token> tokens_;
};

// Writes `text` to `path` and returns whether that worked.
bool write(const std::string& path, const std::string& text) {
  std::error_code failed;
  llvm::raw_fd_ostream out(path, failed);
  if (failed) return false;
  out << text;
  out.close();
  return !out.has_error();
}

}  // namespace

std::string precompile(const std::vector<std::string>& arguments, const std::string& stem) {
  auto overlay =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(llvm::vfs::getRealFileSystem());
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  overlay->pushOverlay(memory);
  memory->addFile(precompiled_main, 0, llvm::MemoryBuffer::getMemBuffer(precompiled_text));
  auto files = llvm::makeIntrusiveRefCnt<clang::FileManager>(clang::FileSystemOptions(), overlay);
  std::vector<std::string> command{"clang++", "-fsyntax-only", "-w"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.insert(command.end(), {"-x", "c++", precompiled_main});

  const std::string header = stem + ".pch", about = stem + ".made-of";
  const std::string own = "." + std::to_string(llvm::sys::Process::getProcessId());
  made_of record;
  std::string problem;
  message_log log;
  clang::tooling::ToolInvocation invocation(
      command, std::make_unique<maker>(header + own, record, problem), files.get());
  invocation.setDiagnosticConsumer(&log);
  const bool made = invocation.run();
  if (!made && problem.empty())
    problem = log.messages().empty() ? "cannot be parsed" : log.messages()[0].text;
  if (problem.empty()) {
    if (const auto bytes = llvm::MemoryBuffer::getFile(header + own, false, false)) {
      record.size = (*bytes)->getBufferSize();
      record.hash = llvm::xxh3_64bits((*bytes)->getBuffer());
    }
    // Whoever meets one of two times sees that they do not belong together.
    if (record.size == 0 || !write(about + own, text_of(record)) ||
        llvm::sys::fs::rename(header + own, header) || llvm::sys::fs::rename(about + own, about))
      problem = "cannot write " + header;
  }
  llvm::sys::fs::remove(header + own);
  llvm::sys::fs::remove(about + own);
  return problem;
}

}  // namespace lsub::translate
