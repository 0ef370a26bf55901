// Frames that AddressSanitizer keeps outside of stacks, to find uses after a return.
#pragma once

#include "core/sanitizer.h"

namespace lsub::detail {

struct fiber;

// At a program's end: what the frames of parked fibers point to is not lost, for LeakSanitizer,
// which knows those frames only of the fibers that its threads run. Requires: nobody else runs
// fibers. `running` is the caller's; null if it is none.
#if LSUB_ASAN
void register_fake_frames(fiber* running);
#else
inline void register_fake_frames(fiber*) {}
#endif

}  // namespace lsub::detail
