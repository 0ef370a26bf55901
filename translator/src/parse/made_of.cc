#include "parse/made_of.h"

#include <charconv>
#include <limits>

#include "clang/Basic/LangStandard.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/xxhash.h"
#include "parse/prelude.h"

namespace lsub::translate {
namespace {

constexpr std::string_view title = "lsub precompiled header 1\n";

class field_writer {
 public:
  void add(std::string_view field) {
    text_ += std::to_string(field.size()) + ":";
    text_ += field;
  }
  void add(std::uint64_t number) { add(std::string_view(std::to_string(number))); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// Errors: once the text is not as expected, every field is empty.
class field_reader {
 public:
  explicit field_reader(std::string_view text) : rest_(text) {}

  std::string field() {
    const std::size_t colon = rest_.find(':');
    const std::uint64_t size = value(rest_.substr(0, colon));
    if (failed_ || colon == std::string_view::npos || size > rest_.size() - colon - 1) {
      failed_ = true;
      return {};
    }
    std::string out(rest_.substr(colon + 1, size));
    rest_.remove_prefix(colon + 1 + size);
    return out;
  }
  std::uint64_t number() { return value(field()); }
  bool good() const { return !failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  std::uint64_t value(std::string_view digits) {
    std::uint64_t out = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    failed_ |= wrong != std::errc() || end != digits.data() + digits.size();
    return out;
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::string text_of(const made_of& record) {
  field_writer out;
  for (const std::string* one : {&record.options, &record.predefines, &record.names}) out.add(*one);
  out.add(record.size);
  out.add(record.hash);
  out.add(record.files.size());
  for (const read_header& one : record.files) {
    out.add(one.path);
    out.add(one.size);
    out.add(static_cast<std::uint64_t>(one.modified));
  }
  out.add(record.lookups.size());
  for (const header_lookup& one : record.lookups) {
    out.add(one.name);
    out.add(static_cast<std::uint64_t>(one.missed));
    out.add(one.found.size());
    for (const std::string& path : one.found) out.add(path);
  }
  const std::string body = out.take();
  return std::string(title) + llvm::utohexstr(llvm::xxh3_64bits(llvm::StringRef(body))) + "\n" +
         body;
}

std::optional<made_of> record_of(std::string_view text) {
  if (!text.starts_with(title)) return std::nullopt;
  text.remove_prefix(title.size());
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos) return std::nullopt;
  const std::string_view body = text.substr(line + 1);
  if (llvm::utohexstr(llvm::xxh3_64bits(llvm::StringRef(body))) != text.substr(0, line))
    return std::nullopt;
  field_reader in(body);
  made_of record;
  for (std::string* one : {&record.options, &record.predefines, &record.names}) *one = in.field();
  record.size = in.number();
  record.hash = in.number();
  for (std::uint64_t n = in.number(); n > 0 && in.good(); --n) {
    read_header one{.path = in.field()};
    one.size = in.number();
    one.modified = static_cast<std::int64_t>(in.number());
    record.files.push_back(std::move(one));
  }
  for (std::uint64_t n = in.number(); n > 0 && in.good(); --n) {
    header_lookup one{.name = in.field(), .found = {}};
    one.missed = in.number() != 0;
    for (std::uint64_t paths = in.number(); paths > 0 && in.good(); --paths)
      one.found.push_back(in.field());
    record.lookups.push_back(std::move(one));
  }
  if (!in.good() || !in.at_end()) return std::nullopt;
  return record;
}

std::string options_of(clang::CompilerInstance& compiler) {
  clang::CompilerInvocation bare(compiler.getInvocation());
  // What is generated, how messages look and what is written beside says nothing about headers.
  clang::CompilerInvocation none;
  const std::string triple = compiler.getTargetOpts().Triple;
  clang::CompilerInvocation::CreateFromArgs(none, {"-triple", triple.c_str()},
                                            compiler.getDiagnostics());
  bare.getCodeGenOpts() = none.getCodeGenOpts();
  bare.getDiagnosticOpts() = none.getDiagnosticOpts();
  bare.getFrontendOpts() = none.getFrontendOpts();
  bare.getDependencyOutputOpts() = none.getDependencyOutputOpts();
  bare.getHeaderSearchOpts().UserEntries.clear();
  bare.getPreprocessorOpts().Macros.clear();
  std::string text;
  for (const std::string& one : bare.getCC1CommandLine()) text += one + "\n";
  return text + prelude;
}

std::string form_of(clang::CompilerInstance& compiler) {
  return std::string(clang::LangStandard::getLangStandardForKind(compiler.getLangOpts().LangStd)
                         .getName()) +
         (compiler.getCodeGenOpts().OptimizationLevel > 0 ? "-O2" : "-O0");
}

std::optional<std::vector<std::string>> candidates(clang::CompilerInstance& compiler,
                                                   std::string_view name, std::size_t most) {
  std::vector<std::string> found;
  const clang::HeaderSearch& search = compiler.getPreprocessor().getHeaderSearchInfo();
  for (auto one = search.angled_dir_begin(); one != search.system_dir_end(); ++one) {
    if (!one->isNormalDir()) return std::nullopt;
    if (found.size() == most) break;
    llvm::SmallString<256> path(one->getDirRef()->getName());
    llvm::sys::path::append(path, llvm::StringRef(name.data(), name.size()));
    if (llvm::sys::fs::exists(path)) found.emplace_back(path.str());
  }
  return found;
}

}  // namespace lsub::translate
