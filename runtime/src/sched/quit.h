// SIGQUIT: what every fiber and channel is doing.
#pragma once

namespace lsub::detail {

// From now on SIGQUIT prints a table of fibers and channels and ends the process with status 2,
// unless the program has a handler of its own.
void catch_quit() noexcept;

}  // namespace lsub::detail
