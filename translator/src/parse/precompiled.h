// <lsub/lsub.h>, parsed once for all files that include it first.
//
// A parse takes it from there only where reading the header would give the same: the record beside
// it has to agree with the options, the macros, where the search for each header leads, and each
// header's size and time. What it says of errors comes from a parse that read the headers.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "llvm/Support/FileSystem/UniqueID.h"

namespace clang {
class CompilerInstance;
}

namespace lsub::translate {

// The file that includes the header where it is precompiled. It exists in memory only.
inline constexpr char precompiled_main[] = "/lsub-precompiled/main.h";
inline constexpr char precompiled_text[] = "#include <lsub/lsub.h>\n";

struct precompiled_header {
  std::string path;
  std::vector<std::string> files;         // that were read for it
  std::set<llvm::sys::fs::UniqueID> ids;  // of the same
};

// Whether <lsub/lsub.h> is the first thing in `text` that is not a comment.
bool includes_library_first(std::string_view text);

// The one in `directory` that a parse by `compiler` may take; nothing if there is none. Requires:
// its preprocessor has been made, and its AST has not.
std::optional<precompiled_header> fitting_header(const std::string& directory,
                                                 clang::CompilerInstance& compiler);

}  // namespace lsub::translate
