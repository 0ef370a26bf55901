// Whether a view declares a name as a type: a contextual keyword then keeps the program's meaning.
#pragma once

#include <string_view>

#include "recognise/token.h"

namespace lsub::translate {

// True if a class, enum, alias, typedef or type parameter named `name` is declared anywhere in the
// view.
bool declares_type(const token_view& view, std::string_view name);

}  // namespace lsub::translate
