// Telling a deadlock from a rest.
#pragma once

#include "sched/scheduler.h"

namespace lsub::detail {

enum class liveness : unsigned char { alive, unknown_threads };

// Ends the process with a report if nobody can ever wake anybody: all workers sleep, nothing is
// queued, no timer is pending, nobody waits for a descriptor, every attached thread is blocked and
// no other thread exists. Requires: s.lock held, so that no worker can wake meanwhile.
liveness check_deadlock(scheduler& s) noexcept;

// Prints every fiber and thread with what it waits for, and exits with status 2.
[[noreturn]] void report_deadlock() noexcept;

}  // namespace lsub::detail
