// Allocations that fail on demand, in the whole program.
#pragma once

#include <atomic>

namespace lsub::test {

// How many allocations from now fails, counted over all threads; 0: none does.
extern std::atomic<long> until_failure;

}  // namespace lsub::test
