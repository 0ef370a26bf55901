// Translating dialect inputs and handing them to the host compiler.
#pragma once

#include <string>
#include <vector>

#include "driver/arguments.h"
#include "driver/host.h"
#include "translate.h"

namespace lsub::driver {

// Translates `path` with the options of `args`; prints errors. `ok` of the result tells whether it
// succeeded.
translate::translation translate_file(const arguments& args, const std::string& path);

// The host command that compiles the translation `source` of `input` up to `last` into `output`.
std::vector<std::string> compile_command(const arguments& args, const input_file& input,
                                         const std::string& source, stage last,
                                         const std::string& output);

// What is put behind the link command so that the runtime is found.
std::vector<std::string> runtime_libraries();

// Runs `words`, or only prints them, as -v and -### ask.
int run_or_print(const arguments& args, const std::vector<std::string>& words);

// The whole job of the driver for a g++-like command line. Returns the exit status.
int build(const arguments& args);

}  // namespace lsub::driver
