// LSUB_TRACE_STALLS: telling which fiber keeps its worker.
#pragma once

#include <cstddef>

namespace lsub::detail {

// With LSUB_TRACE_STALLS=1, starts a thread that says on standard error when a worker has run one
// fiber for more than 10 ms without a switch; once for each such time.
void trace_stalls();

// How many threads that takes.
std::size_t tracing_threads() noexcept;

}  // namespace lsub::detail
