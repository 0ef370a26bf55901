// One translation unit as Clang's preprocessor sees it: its tokens, and what its dialect files hold
// beside tokens.
#pragma once

#include <string>
#include <vector>

#include "clang/Basic/SourceLocation.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Token.h"

namespace clang {
class Preprocessor;
}

namespace lsub::translate {

// A dialect file that was entered: the main file first, then dialect headers in the order of entry.
// One that is entered twice is here twice.
struct dialect_file {
  clang::FileID id;
  clang::SourceLocation included_at = {};  // in another dialect file; invalid for the main file
};

// An #include directive in a dialect file.
struct inclusion {
  clang::SourceLocation hash;
  clang::SourceLocation name;  // the file's name with its quotes
  bool quoted = false;         // "…", not <…>
  bool dialect = false;        // names a dialect header
  std::string path = {};       // of the file that was found; empty if none was
};

// A `#line` of the user.
struct line_mark {
  clang::SourceLocation at;  // behind the directive
};

struct unit {
  std::vector<clang::Token> tokens;  // macros expanded
  std::vector<dialect_file> files;
  std::vector<inclusion> inclusions;
  std::vector<line_mark> marks;
  std::vector<clang::SourceRange> skipped;    // what conditionals left out of any file
  std::vector<clang::SourceLocation> strays;  // where ordinary headers include dialect headers
};

// Whether `path` names dialect source by its ending: .lcc or .lh.
bool is_dialect_name(llvm::StringRef path);

// Lexes the main file of `preprocessor` to its end. Requires: nothing was lexed before.
unit lex_unit(clang::Preprocessor& preprocessor);

}  // namespace lsub::translate
