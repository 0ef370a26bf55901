// Waiting until a descriptor can be read or written, for the packages that do input and output.
//
// A descriptor is watched once, for both directions. What becomes possible while nobody waits is
// remembered, so the use is: try, and wait when the kernel says EAGAIN.
#pragma once

#include <lsub/detail/clock.h>
#include <lsub/detail/location.h>

#include <atomic>
#include <cstdint>

namespace lsub::detail {

struct fiber;
struct watched_descriptor;

enum class direction : unsigned char { reading, writing };

enum class readiness : unsigned char {
  ready,      // perhaps: the kernel has the last word
  timed_out,  // the deadline has passed
  again,      // somebody asked the waiter to look at its deadline again
  shut,       // shut_descriptor was called
};

// Who waits for one direction of a descriptor; private to the runtime.
struct descriptor_waiter {
  fiber* task = nullptr;
  std::atomic<std::uintptr_t>* word = nullptr;
  readiness result = readiness::ready;
};

// Errors: null with errno set; EPERM for what is always ready, such as a regular file.
// Requires: `fd` is non-blocking and nobody else watches it.
watched_descriptor* watch_descriptor(int fd);

// Blocks: the fiber or thread, until the descriptor may be ready in that direction.
// Requires: nobody else waits for the same direction. Errors: std::bad_alloc, with a deadline.
readiness wait_ready(watched_descriptor* d, direction way, clock::time_point deadline, location at);

// Whether the other end has stopped writing, an error is pending or data came out of band, as far
// as waits have told. If not, a read of a TCP socket that gave less than was asked for has taken
// all there was, and the next data ends a wait.
bool hung_up(const watched_descriptor* d) noexcept;

// Makes the waiter, if any, return `again`.
void interrupt_waiter(watched_descriptor* d, direction way) noexcept;

// From now on waits return `shut`, those under way too.
void shut_descriptor(watched_descriptor* d) noexcept;

// Ends watching. Requires: nobody uses `d` any more; the descriptor is still open.
void forget_descriptor(watched_descriptor* d) noexcept;

}  // namespace lsub::detail
