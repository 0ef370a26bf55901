// The preprocessing directives of a file's text, without preprocessing it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/source_text.h"

namespace clang {
class LangOptions;
}

namespace lsub::translate {

struct directive {
  std::string name = {};   // `if`, `pragma`, …
  std::string words = {};  // the first word behind the name
  text_range line = {};    // from the `#` to the end of the line, in the file's bytes

  bool opens() const { return name == "if" || name == "ifdef" || name == "ifndef"; }
  bool continues() const { return name == "else" || name.starts_with("elif"); }
  bool closes() const { return name == "endif"; }
};

std::vector<directive> find_directives(std::string_view bytes, const clang::LangOptions& language);

// Whether two neighbouring tokens in the range of bytes look like the beginning of a dialect
// construct.
bool may_hold_dialect(std::string_view bytes, text_range range, const clang::LangOptions& language);

}  // namespace lsub::translate
