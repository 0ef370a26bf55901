#include "sched/owner_lock.h"

#include <linux/membarrier.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lsub::detail {
namespace {

void wait_while(const std::atomic<bool>& flag) noexcept {
  constexpr int patience = 200;
  for (int i = 0; flag.load(std::memory_order_acquire); ++i) {
    if (i > patience) sched_yield();
  }
}

}  // namespace

bool owner_lock::cheap = false;

// Earlier than any constructor of a program's own.
__attribute__((constructor(101))) void enter_kernel_barrier() noexcept {
  owner_lock::cheap = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0) == 0;
}

void owner_lock::fence_owners() noexcept {
  if (cheap) {
    syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
  } else {
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }
}

void owner_lock::lock_other() noexcept {
  while (taken_.exchange(true, std::memory_order_seq_cst)) wait_while(taken_);
  if (cheap) fence_owners();
  wait_while(busy_);
}

void owner_lock::wait_for_other() noexcept {
  do {
    busy_.store(false, std::memory_order_release);
    wait_while(taken_);
    // Contended: this side fences itself.
    busy_.exchange(true, std::memory_order_seq_cst);
  } while (taken_.load(std::memory_order_seq_cst));
}

}  // namespace lsub::detail
