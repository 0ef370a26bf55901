// Leaving one fiber for another on the same worker.
#pragma once

#include "sched/worker.h"

namespace lsub::detail {

// Leaves the running fiber of `w` for `next`; `then` runs once the context is saved. Returns when
// somebody resumes the fiber, perhaps on another worker.
void switch_to(worker* w, fiber* next, after_switch then);

}  // namespace lsub::detail
