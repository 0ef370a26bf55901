// The settings a program takes from its environment.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lsub::detail {

struct settings {
  unsigned workers;         // LSUB_WORKERS: 1 to 1024, default one per core; 1 if seeded
  std::size_t stack_bytes;  // LSUB_STACK: 16 KiB to 1 GiB, default 256 KiB
  bool trace_stalls;        // LSUB_TRACE_STALLS is 1
  bool seeded;              // LSUB_SEED is set: it chooses the schedule
  std::uint64_t seed;       // LSUB_SEED; otherwise differs from run to run
};

// Read once, at first use. Errors: a bad value ends the process with status 2 and one line.
const settings& environment();

}  // namespace lsub::detail
