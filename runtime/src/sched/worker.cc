#include "sched/worker.h"

namespace lsub::detail {
namespace {

thread_local worker* own = nullptr;

}  // namespace

__attribute__((noinline)) worker* this_worker() noexcept {
  asm volatile("" ::: "memory");
  return own;
}

__attribute__((noinline)) exception_state* thread_exceptions() noexcept {
  asm volatile("" ::: "memory");
  return reinterpret_cast<exception_state*>(__cxxabiv1::__cxa_get_globals());
}

void become_worker(worker* w) noexcept {
  own = w;
  if (w != nullptr) w->exceptions = thread_exceptions();
}

}  // namespace lsub::detail
