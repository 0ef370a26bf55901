// The driver's work on a command line: each input through its compiler, then the link.
#pragma once

#include <string>
#include <vector>

#include "driver/arguments.h"

namespace lsub::driver {

// The whole job of the driver for a g++-like command line. Returns the exit status, or does not
// return where the host compiler can take over.
int build(const arguments& args);

}  // namespace lsub::driver
