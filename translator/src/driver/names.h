// The translation lies in a temporary file; nothing that outlives the driver may tell. Headers are
// found, and files named, as if the source stood there itself.
#pragma once

#include <string>
#include <vector>

#include "driver/arguments.h"

namespace lsub::driver {

// Options with which the headers beside `input` are found. `piped`: the host compiler reads
// standard input, and so begins in the working directory.
std::vector<std::string> search_options(const arguments& args, const input_file& input, bool piped);

// Options that let debug information and __FILE__ name `input` where the compiler would name
// `translated`; empty: its standard input. They respect the maps the user gave.
std::vector<std::string> name_options(const arguments& args, const input_file& input,
                                      const std::string& translated);

// Preprocessed text with line markers that name `input`, not `translated`.
std::string restore_names(const std::string& text, const std::string& translated,
                          const input_file& input);

// The same for the file at `path`, where there is one.
void restore_names_in(const std::string& path, const std::string& translated,
                      const input_file& input);

// The places where --save-temps may have left preprocessed text of `input`, compiled to `output`.
std::vector<std::string> kept_preprocessed(const arguments& args, const input_file& input,
                                           const std::string& output);

}  // namespace lsub::driver
