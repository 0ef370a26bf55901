// Response files: `@file` on the command line stands for the words in the file.
#pragma once

#include <string>
#include <vector>

namespace lsub::driver {

// `words` with every `@file` replaced, also those inside; an `@file` that can't be read stays a
// word, as with g++. Errors: std::runtime_error if files nest without end.
std::vector<std::string> expand_responses(const std::vector<std::string>& words);

// `words` as the text of a response file.
std::string response_text(const std::vector<std::string>& words);

}  // namespace lsub::driver
