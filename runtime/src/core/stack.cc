#include "core/stack.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "core/environment.h"
#include "core/sanitizer.h"

#if LSUB_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>
#endif

namespace lsub::detail {
namespace {

constexpr std::size_t guard_bytes = 4096;
constexpr int madv_guard_install = 102;
constexpr int pidfd_self = -10000;
// Guards put up by one system call, which takes about half of the time per guard.
constexpr std::size_t most_at_once = 32;
// A protected page splits a mapping in two, and a process has 65,530; past this many stacks, where
// the kernel has no cheaper guards, only each sixteenth gets one.
constexpr std::size_t all_protected = 12'000;
constexpr std::size_t then_each = 16;

struct slab {
  char* begin;
  char* end;
};

constexpr std::size_t max_slabs = 1 << 16;

// Protects all below it. Nothing may block or switch under it.
std::mutex lock;
std::vector<stack>& spare() {
  static auto* s = new std::vector<stack>;
  return *s;
}
char* next = nullptr;
char* end = nullptr;
std::size_t made = 0;
bool cheap_guards = true;
bool guards_at_once = true;
char* guarded = nullptr;  // the stacks before it have their guards
// Read without the lock by the overflow handler; entries are written before the count.
constinit slab slabs[max_slabs] = {};
std::size_t slab_count = 0;

std::size_t stride() {
  static const std::size_t bytes =
      (environment().stack_bytes + guard_bytes + guard_bytes - 1) / guard_bytes * guard_bytes;
  return bytes;
}

void map_slab() {
  constexpr std::size_t target = std::size_t{64} << 20;
  const std::size_t count = stride() >= target ? 1 : target / stride();
  const std::size_t bytes = count * stride();
  void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) {
    std::fputs("fatal error: out of address space for fiber stacks; lower LSUB_STACK\n", stderr);
    std::abort();
  }
  madvise(p, bytes, MADV_NOHUGEPAGE);
  next = static_cast<char*>(p);
  end = next + bytes;
  guarded = next;
  if (slab_count < max_slabs) {
    slabs[slab_count] = {next, end};
    __atomic_store_n(&slab_count, slab_count + 1, __ATOMIC_RELEASE);
  }
}

void guard(char* at) {
  if (cheap_guards) {
    if (madvise(at, guard_bytes, madv_guard_install) == 0) return;
    cheap_guards = false;
  }
  if (made < all_protected || made % then_each == 0) mprotect(at, guard_bytes, PROT_NONE);
}

// Guards of the next stacks, the more the more there are already. False: the kernel can't.
bool guard_ahead() {
  if (!cheap_guards || !guards_at_once) return false;
  iovec at[most_at_once];
  const std::size_t n = std::min({most_at_once, made / 2 + 1,
                                  static_cast<std::size_t>(end - next) / stride()});
  for (std::size_t i = 0; i < n; ++i) at[i] = {next + i * stride(), guard_bytes};
  const long done = syscall(SYS_process_madvise, pidfd_self, at, n, madv_guard_install, 0);
  guards_at_once = done > 0;
  if (guards_at_once) guarded = next + static_cast<std::size_t>(done) / guard_bytes * stride();
  return guards_at_once && guarded != next;
}

stack carve() {
  if (next == end) map_slab();
  if (next == guarded && !guard_ahead()) {
    guard(next);
    guarded = next + stride();
  }
  char* low = next;
  next += stride();
  // The deepest top leaves 1.5 KiB of its page to a fiber that parks.
  constexpr std::size_t colours = 41;
  constexpr std::size_t line = 64;
  const std::size_t colour = made * 7 % colours * line;
  ++made;
  const stack s{low + guard_bytes, low + stride() - colour};
#if LSUB_ASAN
  __lsan_register_root_region(s.bottom, s.size());
#endif
  return s;
}

}  // namespace

stack stack_cache::take() {
  stack s;
  if (count_ > 0) {
    s = spare_[--count_];
  } else {
    const std::lock_guard hold(lock);
    if (spare().empty()) {
      s = carve();
    } else {
      s = spare().back();
      spare().pop_back();
    }
  }
#if LSUB_ASAN
  // The frames of the fiber that ended here never returned.
  __asan_unpoison_memory_region(s.bottom, s.size());
#endif
  return s;
}

void stack_cache::give(stack s) noexcept {
  if (count_ == most) {
    const std::lock_guard hold(lock);
    while (count_ > most / 2) spare().push_back(spare_[--count_]);
  }
  spare_[count_++] = s;
}

bool in_stack_guard(const void* address) noexcept {
  const auto* at = static_cast<const char*>(address);
  const std::size_t count = __atomic_load_n(&slab_count, __ATOMIC_ACQUIRE);
  for (std::size_t i = 0; i < count; ++i) {
    if (at < slabs[i].begin || at >= slabs[i].end) continue;
    return static_cast<std::size_t>(at - slabs[i].begin) % stride() < guard_bytes;
  }
  return false;
}

}  // namespace lsub::detail
