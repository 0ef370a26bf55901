// Whether a fiber that polls keeps anybody from running.
//
// Operations that find nothing to do let others run now and then, for the others may be what the
// fiber waits for. As long as there are none they need not even count: each worker's thread has a
// flag (needs_attention) that is set before anything comes for which the worker may have to leave
// its fiber: a fiber on its queue or injected, a timer, a descriptor, the end of the program.
// The worker takes it down itself, when it has seen nothing of these for a while.
//
// Who sets it writes first what has come and looks then at the flag; who takes it down does so
// first, has the kernel fence, and looks then at what has come. Of the two at least one sees the
// other, as in sched/owner_lock. sched/attention.pml is the model of this.
#pragma once

#include <lsub/detail/own_worker.h>

namespace lsub::detail {

struct worker;

// Of all workers: something has come that none of them has on its own queue.
void raise_attention() noexcept;

// On the calling worker's own queue.
inline void raise_own_attention() noexcept {
#if LSUB_OWN_TLS
  asm volatile("movq lsub_attention@gottpoff(%%rip), %%rax\n\tmovq $1, %%fs:(%%rax)" ::: "rax");
#endif
}

// After `w`, the calling worker, has yielded for a fiber that polls.
void maybe_lower_attention(worker* w) noexcept;

}  // namespace lsub::detail
