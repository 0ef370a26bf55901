// Where the driver's own files lie, and what the host compiler's installation tells about itself.
#pragma once

#include <string>
#include <vector>

#include "driver/arguments.h"

namespace lsub::driver {

// The dialect is C++20; g++'s own default is older.
inline constexpr char default_standard[] = "-std=gnu++20";

// The options with which the host compiler finds the library's headers: the precompiled ones of
// g++ first, which it takes where they fit its other options, then the headers themselves. No
// directory where it looks anyway: a system directory named again would leave its place in the
// search.
std::vector<std::string> header_options(const arguments& args);

// What is put behind a link command so that the runtime is found.
std::vector<std::string> runtime_libraries();

// The static library of the runtime.
std::string runtime_archive();

// The archives of the packages that were installed, in the order of linking.
std::vector<std::string> package_archives();

// Where the library's header lies precompiled for the translator's Clang; empty if it is to read
// the header. LSUB_PRECOMPILED=off has it do that.
std::string parsed_headers();

// Makes in `directory` the forms of that header that translations take, for the host compiler of
// `args`. Errors: std::runtime_error.
void precompile_headers(const arguments& args, const std::string& directory);

// What Clang is told: the options of `args` that change the meaning of the source, and where the
// host compiler's standard library lies.
std::vector<std::string> clang_arguments(const arguments& args);

}  // namespace lsub::driver
