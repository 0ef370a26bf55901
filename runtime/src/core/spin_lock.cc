#include <lsub/detail/waiting.h>
#include <sched.h>

namespace lsub::detail {

void spin_lock::contend() noexcept {
  // The holder runs a few instructions; if it takes longer, the kernel has taken its core away.
  constexpr int patience = 200;
  for (;;) {
    for (int i = 0; i < patience; ++i) {
      if (!held_.load_relaxed() && !held_.exchange_acquire(true)) {
        return;
      }
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    sched_yield();
  }
}

}  // namespace lsub::detail
