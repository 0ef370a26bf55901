// Dependency files: rules for make. The host compiler says what it read, the translator what Clang
// read; a header whose text went into the translation is known to the translator alone.
#pragma once

#include <string>
#include <vector>

#include "driver/arguments.h"
#include "translate.h"

namespace lsub::driver {

// The prerequisites of the first rule in `text`, unquoted.
std::vector<std::string> prerequisites(const std::string& text);

// `name` as make reads it: blanks, `#` and `$` quoted.
std::string make_quoted(const std::string& name);

// The file -MD writes if -MF does not say: beside `output`, or named after `input`.
std::string dependency_file(const arguments& args, const input_file& input);

// The rule of one translated input: the targets, the source, what the host compiler read (`rule`,
// the text it wrote, in which the translation is `translated`), then what only Clang read.
std::string dependency_rule(const arguments& args, const input_file& input,
                            const translate::translation& done, const std::string& rule,
                            const std::string& translated);

}  // namespace lsub::driver
