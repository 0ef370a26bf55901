// Behind a precompiled header: has the translator parse a file that holds nothing of the dialect, for the library is known
// by this name, which Clang reads from a precompiled header only where something uses it.
#pragma once

namespace lsub::detail {
class main_fiber;
}
