// A token view of any bytes, made without Clang: what the fuzzer of recognition works on.
#pragma once

#include <string_view>

#include "recognise/token.h"

namespace lsub::fuzz {

// Splits `text` as C++ would, roughly: blanks and comments separate, literals are not checked.
// Requires: `text` outlives the view.
translate::token_view tokens(std::string_view text);

}  // namespace lsub::fuzz
