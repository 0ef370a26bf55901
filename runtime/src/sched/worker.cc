#include "sched/worker.h"

#include <pthread.h>

namespace lsub::detail {

#if LSUB_OWN_TLS
constinit thread_local worker_head* lsub_own_worker = nullptr;
constinit thread_local atomic<unsigned char> lsub_attention{1};
#else
namespace {

thread_local worker_head* lsub_own_worker = nullptr;
constinit thread_local atomic<unsigned char> lsub_attention{1};

}  // namespace

__attribute__((noinline)) worker_head* own_worker() noexcept {
  asm volatile("" ::: "memory");
  return lsub_own_worker;
}
#endif

__attribute__((noinline)) exception_state* thread_exceptions() noexcept {
  asm volatile("" ::: "memory");
  return reinterpret_cast<exception_state*>(__cxxabiv1::__cxa_get_globals());
}

void become_worker(worker* w) noexcept {
  lsub_own_worker = w;
  lsub_attention.store_relaxed(1);
  if (w == nullptr) return;
  w->attention.store(&lsub_attention, std::memory_order_release);
  w->exceptions = thread_exceptions();
  clockid_t own = CLOCK_MONOTONIC;
  if (pthread_getcpuclockid(pthread_self(), &own) == 0) {
    w->processor_time.store(own, std::memory_order_relaxed);
  }
}

}  // namespace lsub::detail
