// `lsub++ run [options] file.lcc [arguments]`: build into a cache, then become the program.
#pragma once

#include <string>
#include <vector>

namespace lsub::driver {

// Runs the words behind `run`. Returns only if the program could not be built or started.
int run_program(const std::vector<std::string>& words);

}  // namespace lsub::driver
