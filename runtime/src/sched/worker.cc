#include "sched/worker.h"

#include <pthread.h>

namespace lsub::detail {

constinit worker_head lsub_no_worker(1);

#if LSUB_OWN_TLS
constinit thread_local worker_head* lsub_own_worker = &lsub_no_worker;
constinit thread_local atomic<std::uintptr_t> lsub_attention{1};
#else
namespace {

constinit thread_local worker_head* lsub_own_worker = &lsub_no_worker;
constinit thread_local atomic<std::uintptr_t> lsub_attention{1};

}  // namespace

__attribute__((noinline)) worker_head* own_head() noexcept {
  asm volatile("" ::: "memory");
  return lsub_own_worker;
}
#endif

__attribute__((noinline)) exception_state* thread_exceptions() noexcept {
  asm volatile("" ::: "memory");
  return reinterpret_cast<exception_state*>(__cxxabiv1::__cxa_get_globals());
}

void become_worker(worker* w) noexcept {
  if (w == nullptr) {
    lsub_own_worker = &lsub_no_worker;
    lsub_attention.store_relaxed(1);
    return;
  }
  lsub_own_worker = w;
  lsub_attention.store_relaxed(1);
  w->attention.store(&lsub_attention, std::memory_order_release);
  w->exceptions = thread_exceptions();
  clockid_t own = CLOCK_MONOTONIC;
  if (pthread_getcpuclockid(pthread_self(), &own) == 0) {
    w->processor_time.store(own, std::memory_order_relaxed);
  }
}

}  // namespace lsub::detail
