// -MJ: fragments of a compilation database, one line per input, as Clang writes them: of the user's
// own file and command.
#pragma once

#include "driver/arguments.h"

namespace lsub::driver {

// Appends to the file that `args` names; nothing if there is none. Errors: std::runtime_error.
void write_database(const arguments& args);

}  // namespace lsub::driver
