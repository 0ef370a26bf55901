// `lsub++ --launch CC args…`: the form in which build systems put a launcher before a compiler.
#pragma once

#include <string>
#include <vector>

namespace lsub::driver {

// Runs the words behind `--launch`: a compiler, perhaps behind launchers of its own (`ccache g++`),
// and its whole command line. Without a dialect file the command runs as it stands, and this does
// not return; with one, that compiler compiles its translation. Returns the exit status.
int launch(const std::vector<std::string>& words);

}  // namespace lsub::driver
