#include "failing_allocations.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace lsub::test {

std::atomic<long> until_failure{0};

namespace {

bool fails() noexcept {
  return until_failure.load(std::memory_order_relaxed) > 0 && until_failure.fetch_sub(1) == 1;
}

}  // namespace
}  // namespace lsub::test

#if LSUB_WRAPS_ALLOCATION

// ThreadSanitizer has the operators itself, and they cannot be replaced. The linker leads the
// objects' calls of them here (--wrap); those of shared libraries never fail.
#define LSUB_WRAP(name, ...)                   \
  extern "C" void* __real_##name(__VA_ARGS__); \
  extern "C" void* __wrap_##name(__VA_ARGS__)

LSUB_WRAP(_Znwm, std::size_t n) {
  if (lsub::test::fails()) throw std::bad_alloc();
  return __real__Znwm(n);
}
LSUB_WRAP(_ZnwmSt11align_val_t, std::size_t n, std::align_val_t a) {
  if (lsub::test::fails()) throw std::bad_alloc();
  return __real__ZnwmSt11align_val_t(n, a);
}
LSUB_WRAP(_ZnwmRKSt9nothrow_t, std::size_t n, const std::nothrow_t& t) {
  return lsub::test::fails() ? nullptr : __real__ZnwmRKSt9nothrow_t(n, t);
}
LSUB_WRAP(_ZnwmSt11align_val_tRKSt9nothrow_t, std::size_t n, std::align_val_t a,
          const std::nothrow_t& t) {
  return lsub::test::fails() ? nullptr : __real__ZnwmSt11align_val_tRKSt9nothrow_t(n, a, t);
}

#else

namespace {

void* allocate(std::size_t size, std::size_t alignment) noexcept {
  if (lsub::test::fails()) return nullptr;
  return std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  void* p = allocate(size, alignment);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}

// Apart, or the compiler takes it for an error that memory of new is freed.
__attribute__((noinline)) void give_back(void* p) noexcept {
  std::free(p);
}

}  // namespace

void* operator new(std::size_t n) {
  return allocate_or_throw(n, alignof(std::max_align_t));
}
void* operator new(std::size_t n, std::align_val_t a) {
  return allocate_or_throw(n, std::size_t(a));
}
void* operator new(std::size_t n, const std::nothrow_t&) noexcept {
  return allocate(n, alignof(std::max_align_t));
}
void* operator new(std::size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
  return allocate(n, std::size_t(a));
}
void operator delete(void* p) noexcept {
  give_back(p);
}
void operator delete(void* p, std::size_t) noexcept {
  give_back(p);
}
void operator delete(void* p, std::align_val_t) noexcept {
  give_back(p);
}
void operator delete(void* p, std::size_t, std::align_val_t) noexcept {
  give_back(p);
}

#endif
