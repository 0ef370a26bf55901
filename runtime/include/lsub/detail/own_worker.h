// The worker of the calling thread, as far as inlined operations know it, and the sections in which
// they leave out locks. Everything is for the worker's own thread, but that others clear `sole`.
#pragma once

#include <lsub/detail/atomic.h>

#if defined(__x86_64__) && defined(__ELF__) && !defined(__ILP32__)
#define LSUB_OWN_TLS 1
#else
#define LSUB_OWN_TLS 0
#endif

namespace lsub::detail {

// Lets other fibers run; cheap if there are none.
void yield_fiber();

inline constexpr unsigned operations_between_yields = 256;
inline constexpr unsigned polls_between_yields = 16;

// The first part of every worker.
struct worker_head {
  // See sched/sole. `busy` counts the sections it is in; `sole`: they need no locks.
  atomic<unsigned> busy;
  atomic<bool> sole;
  // Of channels, that did not block. Others read it (sched/pace).
  atomic<unsigned> operations;
  unsigned polls = 0;  // operations that found nothing to do

  // Begins a section without locks. False where locks are needed, or in another section.
  LSUB_INLINE bool begin_alone() noexcept {
    if (busy.load_relaxed() != 0) [[unlikely]]
      return false;
    busy.store_relaxed(1);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (sole.load_acquire()) [[likely]]
      return true;
    end_alone();
    return false;
  }
  LSUB_INLINE void end_alone() noexcept { busy.store_release(0); }

  // After an operation that did not block: lets others run now and then.
  LSUB_INLINE void after_operation() {
    const unsigned n = operations.load_relaxed() + 1;
    operations.store_relaxed(n);
    if (n % operations_between_yields == 0) [[unlikely]]
      yield_fiber();
  }
  // After one that found nothing to do, now or for ever: the same.
  void after_poll(unsigned polls_between) {
    if (++polls % polls_between == 0) [[unlikely]]
      yield_fiber();
  }
};

// Whether time or the schedule is not the machine's own: then only the long ways do. No worker is
// sole meanwhile.
extern atomic<bool> simulating;

// Null on an ordinary thread. A compiler may keep the address of a thread's own variable across a
// switch; it can't keep what this gives.
#if LSUB_OWN_TLS
extern "C" {
[[gnu::tls_model("initial-exec")]] extern constinit thread_local worker_head* lsub_own_worker;
}
inline worker_head* own_worker() noexcept {
  worker_head* w;
  asm volatile("movq lsub_own_worker@gottpoff(%%rip), %0\n\tmovq %%fs:(%0), %0" : "=r"(w));
  return w;
}
#else
worker_head* own_worker() noexcept;
#endif

}  // namespace lsub::detail
