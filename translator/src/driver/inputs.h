// What the driver knows of an input by its name and language.
#pragma once

#include <string>

#include "driver/arguments.h"

namespace lsub::driver {

// Whether `input` is compiled, and not only linked.
bool is_source(const input_file& input);

// Whether `input` is C++, so that the driver's default standard suits it.
bool is_cxx(const input_file& input);

// Where g++ puts the result of `input` if nothing says so; empty: on standard output, or nowhere.
// For a link, the name of the object.
std::string default_output(const arguments& args, const input_file& input);

}  // namespace lsub::driver
