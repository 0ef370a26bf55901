// Ordinary threads that use channels.
#pragma once

#include <cstddef>

#include "core/fiber.h"

namespace lsub::detail {

// The record of the calling thread, made at first use and gone at the thread's end.
fiber* this_thread_task();

// Forgets the calling thread: it becomes a worker.
void detach_this_thread() noexcept;

std::size_t attached_threads() noexcept;

// One line for each. Async-signal-safe; leaves them out if their list is in use.
void print_threads() noexcept;

}  // namespace lsub::detail
