// A token view of source text, lexed without preprocessing, for tests of recognition.
#pragma once

#include <string_view>

#include "recognise/token.h"

namespace lsub::translate {

// Requires: `text` outlives the view.
token_view raw_view(std::string_view text);

}  // namespace lsub::translate
