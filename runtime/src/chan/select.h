// Selection with a deadline, below select and the timed operations.
#pragma once

#include "chan/step.h"

namespace lsub::detail {

// As select_among with blocking; returns `count` once `deadline` has passed.
std::size_t select_until(select_case* cases, std::size_t count, policy p,
                         clock::time_point deadline, wait_kind kind, location at);

}  // namespace lsub::detail
