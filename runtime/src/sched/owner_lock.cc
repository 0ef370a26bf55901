#include "sched/owner_lock.h"

#include <linux/membarrier.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lsub::detail {
namespace {

// After `waits` of them in vain, one more.
void be_patient(int waits) noexcept {
  constexpr int patience = 200;
  if (waits > patience) sched_yield();
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
  while (state_.exchange(taken, std::memory_order_seq_cst) == taken) wait_until_free();
  if (cheap) fence_owners();
  for (int i = 0; busy_.load(std::memory_order_acquire); ++i) be_patient(i);
}

void owner_lock::wait_until_free() noexcept {
  for (int i = 0; state_.load(std::memory_order_acquire) == taken; ++i) be_patient(i);
}

bool owner_lock::meet_other() noexcept {
  while (state_.load(std::memory_order_seq_cst) == taken) {
    busy_.store(false, std::memory_order_release);
    wait_until_free();
    // Contended: this side fences itself.
    busy_.exchange(true, std::memory_order_seq_cst);
  }
  return state_.load(std::memory_order_relaxed) == asked;
}

}  // namespace lsub::detail
