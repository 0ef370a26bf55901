// Telling a stack overflow from other faults.
#pragma once

namespace lsub::detail {

// Installs the handler, which passes all other faults on to what was there before.
void catch_overflow() noexcept;

// Remembers the calling thread's own stack as main's.
void note_main_stack() noexcept;

// Gives the calling thread a stack for the handler.
void use_alternate_stack() noexcept;

}  // namespace lsub::detail
