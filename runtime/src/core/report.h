// What the runtime says about fibers on standard error.
#pragma once

#include "core/fiber.h"
#include "core/text.h"

namespace lsub::detail {

// How reports call a fiber or thread.
void add_name(text_line& l, const fiber& f) noexcept;

// One line: name, what it waits for, where, and where it was started. `running` tells a fiber that
// has a worker from one that waits for it. Async-signal-safe.
void print_fiber(const fiber& f, bool running = true) noexcept;

// Says that the exception being handled leaves `f`. Requires: called in its handler.
void report_exception(const fiber& f) noexcept;

// From now on an exception nobody catches is reported with its fiber before the process ends.
void catch_terminate() noexcept;

// The fiber or thread that runs now.
fiber* running_fiber() noexcept;

// Ends the process for misuse of the interface.
[[noreturn]] void die_of_misuse(const char* what) noexcept;

// How to repeat this run, once; nothing unless its schedule is chosen. Async-signal-safe.
void print_seed() noexcept;

}  // namespace lsub::detail
