#include "sched/worker.h"

namespace lsub::detail {

#if LSUB_OWN_TLS
constinit thread_local worker* lsub_own_worker = nullptr;
#else
namespace {

thread_local worker* lsub_own_worker = nullptr;

}  // namespace

__attribute__((noinline)) worker* this_worker() noexcept {
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
  if (w != nullptr) w->exceptions = thread_exceptions();
}

}  // namespace lsub::detail
