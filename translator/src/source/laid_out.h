// What the dialect files of a translation unit are laid out as: their text and their tokens.
#pragma once

#include <deque>
#include <string>

#include "recognise/token.h"
#include "source/source_text.h"

namespace lsub::translate {

struct laid_out {
  source_text source = {};
  token_view view = {};  // the tokens of the dialect files; refers to `source` and `spellings`
  std::deque<std::string> spellings = {};
};

}  // namespace lsub::translate
