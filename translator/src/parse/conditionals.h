// Conditional sections of dialect files, kept as Clang evaluated them.
#pragma once

#include <vector>

#include "parse/layout.h"

namespace lsub::translate {

// Changes that take out the directives of each conditional which holds dialect code in any of its
// branches, and the branches that were left out: the host compiler may define other macros, and
// must not wake a branch that was never translated. A header's include guard stays.
std::vector<text_change> frozen_conditionals(const unit& all, const layout& text,
                                             const clang::Preprocessor& preprocessor);

}  // namespace lsub::translate
