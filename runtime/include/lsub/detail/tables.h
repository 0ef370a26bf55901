// What every fiber and channel is doing, as lines on standard error.
#pragma once

namespace lsub::detail {

// Takes no lock that could be held by the caller: async-signal-safe.
void print_tables() noexcept;

}  // namespace lsub::detail
