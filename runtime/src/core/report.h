// What the runtime says about fibers on standard error.
#pragma once

#include "core/fiber.h"

namespace lsub::detail {

// One line: name, what it waits for, where, and where it was started.
void print_fiber(const fiber& f) noexcept;

// Ends the process for an exception that left the fiber. Requires: called in its handler.
[[noreturn]] void die_of_exception(const fiber& f) noexcept;

// Ends the process for misuse of the interface.
[[noreturn]] void die_of_misuse(const char* what) noexcept;

}  // namespace lsub::detail
