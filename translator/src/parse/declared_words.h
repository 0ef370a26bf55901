// Contextual keywords that a program declares as types.
#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "clang/Lex/Token.h"

namespace clang {
class Preprocessor;
}

namespace lsub::translate {

// Which of `go`, `select`, … are declared as types somewhere among `tokens`.
std::set<std::string_view> declared_types(const std::vector<clang::Token>& tokens,
                                          clang::Preprocessor& preprocessor);

}  // namespace lsub::translate
