#include "parse/precompiled.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Serialization/InMemoryModuleCache.h"
#include "clang/Serialization/ModuleCache.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/xxhash.h"
#include "parse/made_of.h"

namespace lsub::translate {
namespace {

std::vector<std::string_view> sorted_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.push_back(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

// Whether `line` defines or undefines a macro whose name is not among `names`.
bool defines_unmentioned(std::string_view line, std::string_view names) {
  for (const std::string_view head : {"#define ", "#undef "}) {
    if (!line.starts_with(head)) continue;
    const std::string_view rest = line.substr(head.size());
    const std::string_view name = rest.substr(0, rest.find_first_of(" (\n"));
    return !name.empty() && names.find("\n" + std::string(name) + "\n") == std::string_view::npos;
  }
  return false;
}

// Macros that no header mentions may differ.
bool same_macros(const made_of& record, std::string_view predefines) {
  const auto then = sorted_lines(record.predefines), now = sorted_lines(predefines);
  std::vector<std::string_view> differing;
  std::set_symmetric_difference(then.begin(), then.end(), now.begin(), now.end(),
                                std::back_inserter(differing));
  return std::all_of(differing.begin(), differing.end(), [&](std::string_view line) {
    return defines_unmentioned(line, record.names);
  });
}

bool same_lookups(const made_of& record, clang::CompilerInstance& compiler) {
  return std::all_of(record.lookups.begin(), record.lookups.end(), [&](const header_lookup& one) {
    const auto now = candidates(compiler, one.name, one.found.size() + (one.missed ? 1 : 0));
    return now && *now == one.found;
  });
}

// Notes which files they are in `ids`.
bool same_files(const made_of& record, std::set<llvm::sys::fs::UniqueID>& ids) {
  return std::all_of(record.files.begin(), record.files.end(), [&](const read_header& one) {
    llvm::sys::fs::file_status about;
    if (llvm::sys::fs::status(one.path, about)) return false;
    ids.insert(about.getUniqueID());
    return about.getSize() == one.size && about.getLastModificationTime().time_since_epoch() ==
                                              std::chrono::nanoseconds(one.modified);
  });
}

// Hands the bytes of the file `path` to `compiler`, if they are those of the record: what another
// process puts there meanwhile is not read.
bool load(const made_of& record, const std::string& path, clang::CompilerInstance& compiler) {
  auto bytes = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                           /*RequiresNullTerminator=*/false);
  if (!bytes || (*bytes)->getBufferSize() != record.size ||
      llvm::xxh3_64bits((*bytes)->getBuffer()) != record.hash)
    return false;
  compiler.getModuleCache().getInMemoryModuleCache().addBuiltPCM(path, std::move(*bytes));
  return true;
}

}  // namespace

bool includes_library_first(std::string_view text) {
  const std::string bytes(text);
  clang::LangOptions language;
  language.CPlusPlus = language.LineComment = true;
  clang::Lexer lexer(clang::SourceLocation(), language, bytes.data(), bytes.data(),
                     bytes.data() + bytes.size());
  clang::Token t;
  lexer.LexFromRawLexer(t);
  if (t.isNot(clang::tok::hash)) return false;
  lexer.LexFromRawLexer(t);
  if (t.isNot(clang::tok::raw_identifier) || t.getRawIdentifier() != "include") return false;
  const auto from = static_cast<std::size_t>(lexer.getBufferLocation() - bytes.data());
  std::string_view line = std::string_view(bytes).substr(from);
  line = line.substr(0, line.find_first_of("\r\n"));
  const auto skip = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip();
  constexpr std::string_view name = "<lsub/lsub.h>";
  if (!line.starts_with(name)) return false;
  line.remove_prefix(name.size());
  skip();
  return line.empty() || line.starts_with("//");
}

std::optional<precompiled_header> fitting_header(const std::string& directory,
                                                 clang::CompilerInstance& compiler) {
  const clang::PreprocessorOptions& asked = compiler.getPreprocessorOpts();
  if (!asked.Includes.empty() || !asked.MacroIncludes.empty() || !asked.ImplicitPCHInclude.empty())
    return std::nullopt;
  const std::string stem = directory + "/" + form_of(compiler);
  const auto text = llvm::MemoryBuffer::getFile(stem + ".made-of");
  if (!text) return std::nullopt;
  const auto record = record_of((*text)->getBuffer());
  precompiled_header header{.path = stem + ".pch", .files = {}, .ids = {}};
  if (!record || record->options != options_of(compiler) ||
      !same_macros(*record, compiler.getPreprocessor().getPredefines()) ||
      !same_files(*record, header.ids) || !same_lookups(*record, compiler) ||
      !load(*record, header.path, compiler))
    return std::nullopt;
  for (const read_header& one : record->files) header.files.push_back(one.path);
  return header;
}

}  // namespace lsub::translate
