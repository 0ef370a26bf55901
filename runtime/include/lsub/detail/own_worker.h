// The worker of the calling thread, as far as inlined operations know it, and the sections in which
// they leave out locks. Everything is for the worker's own thread, but that others clear `sole`.
#pragma once

#include <lsub/detail/atomic.h>

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__) && defined(__ELF__) && !defined(__ILP32__)
#define LSUB_OWN_TLS 1
#else
#define LSUB_OWN_TLS 0
#endif

namespace lsub::detail {

// Lets other fibers run; cheap if there are none.
void yield_fiber();

// Whether it would let another one run that is ready on this worker; true while simulating.
bool is_in_company() noexcept;

struct worker_head;
// Begin to count anew, then yield.
void yield_after_operations(worker_head* on);
void yield_after_polls(worker_head* on);

// Operations between two yields of a fiber that need not wait. One that found nothing to do counts as
// several, so that who waits in a loop lets others run soon.
inline constexpr int operations_between_yields = 256;
inline constexpr int weight_of_poll = 8;

// The first part of every worker.
struct worker_head {
  constexpr explicit worker_head(unsigned is_busy = 0) noexcept : busy(is_busy) {}

  // See sched/sole. `busy` counts the sections it is in; `sole`: they need no locks.
  atomic<unsigned> busy;
  atomic<bool> sole;
  // Of channels, that did not block: those to come until it yields, and those up to the last time.
  // Others read them (sched/pace). Where channel_head has nothing that operations read: a processor
  // may take a store for one to what lies a multiple of 4 KiB away.
  alignas(32) atomic<unsigned> until_yield{operations_between_yields};
  // The same of those that found nothing to do, now or for ever.
  int polls_until_yield = operations_between_yields;
  atomic<unsigned> operations;

  // Begins a section without locks. False where locks are needed, or in another section.
  LSUB_INLINE bool begin_alone() noexcept {
    if (!busy.is_zero_relaxed()) [[unlikely]]
      return false;
    busy.store_relaxed(1);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (!sole.is_zero_acquire()) [[likely]]
      return true;
    end_alone();
    return false;
  }
  LSUB_INLINE void end_alone() noexcept { busy.store_release(0); }

  // After an operation that did not block: lets others run now and then.
  LSUB_INLINE void after_operation() {
    if (until_yield.count_down()) [[unlikely]]
      yield_after_operations(this);
  }
  // After one that found nothing to do, if somebody may want to run (needs_attention): the same.
  LSUB_INLINE void count_poll(int weight) {
    if ((polls_until_yield -= weight) <= 0) [[unlikely]]
      yield_after_polls(this);
  }
};

// Whether time or the schedule is not the machine's own: then only the long ways do. No worker is
// sole meanwhile.
extern atomic<bool> simulating;

// What own_head gives on an ordinary thread: always busy, so that only the long ways do.
extern worker_head lsub_no_worker;

// The worker of the calling thread, or lsub_no_worker. A compiler may keep the address of a
// thread's own variable across a switch; it can't keep what this gives.
#if LSUB_OWN_TLS
extern "C" {
[[gnu::tls_model("initial-exec")]] extern constinit thread_local worker_head* lsub_own_worker;
[[gnu::tls_model("initial-exec")]] extern constinit thread_local atomic<__UINTPTR_TYPE__>
    lsub_attention;
}
inline worker_head* own_head() noexcept {
  worker_head* w;
  asm volatile("movq lsub_own_worker@gottpoff(%%rip), %0\n\tmovq %%fs:(%0), %0" : "=r"(w));
  if (w == nullptr) __builtin_unreachable();
  return w;
}

// Whether an operation that finds nothing to do has to see to others, who may wait for the worker
// to leave its fiber (sched/attention). Always, on an ordinary thread and while simulating.
inline bool needs_attention() noexcept {
  std::ptrdiff_t place;  // in each thread's own variables
  asm("movq lsub_attention@gottpoff(%%rip), %0" : "=r"(place));
  bool set;
  asm volatile("cmpq $0, %%fs:(%1)" : "=@ccne"(set) : "r"(place));
  return set;
}
// `bits`, and others if it has to. Who compares both with zero at once has a branch less, of which
// a processor takes two in a cycle.
inline std::uintptr_t with_attention(std::uintptr_t bits) noexcept {
  std::ptrdiff_t place;
  asm("movq lsub_attention@gottpoff(%%rip), %0" : "=r"(place));
  asm volatile("orq %%fs:(%1), %0" : "+r"(bits) : "r"(place) : "cc");
  return bits;
}
#else
worker_head* own_head() noexcept;
inline bool needs_attention() noexcept { return true; }
inline std::uintptr_t with_attention(std::uintptr_t bits) noexcept { return bits | 1; }
#endif

// Null on an ordinary thread.
inline worker_head* own_worker() noexcept {
  worker_head* const w = own_head();
  return w != &lsub_no_worker ? w : nullptr;
}

}  // namespace lsub::detail
