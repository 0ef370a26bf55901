// The table of all channels, for reports.
#pragma once

#include <cstddef>

namespace lsub::detail {

// One line for each channel, `most` at most: buffered values, capacity, who waits, closed and why.
// Returns how many more there are. Async-signal-safe; leaves out those whose locks are in use.
std::size_t print_channels(std::size_t most) noexcept;

}  // namespace lsub::detail
