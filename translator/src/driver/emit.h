// --emit-cc and --emit-header: the translation itself, for reading and for ordinary C++ files.
#pragma once

#include "driver/arguments.h"

namespace lsub::driver {

// Prints, or writes behind -o, the translations of the inputs; with -MD also their dependency file.
// Returns the exit status.
int emit(const arguments& args);

}  // namespace lsub::driver
