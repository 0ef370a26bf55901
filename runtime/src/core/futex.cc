#include "core/futex.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>

namespace lsub::detail {

void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t expected,
                std::chrono::steady_clock::time_point deadline) noexcept {
  const int saved = errno;
  timespec when{};
  timespec* limit = nullptr;
  if (deadline != std::chrono::steady_clock::time_point::max()) {
    const auto ns =
        std::chrono::duration_cast<std::chrono::nanoseconds>(deadline.time_since_epoch()).count();
    when.tv_sec = ns > 0 ? ns / 1'000'000'000 : 0;
    when.tv_nsec = ns > 0 ? ns % 1'000'000'000 : 0;
    limit = &when;
  }
  // steady_clock is CLOCK_MONOTONIC, which FUTEX_WAIT_BITSET takes as an absolute time.
  syscall(SYS_futex, &word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected, limit, nullptr,
          FUTEX_BITSET_MATCH_ANY);
  errno = saved;
}

void futex_wake(std::atomic<std::uint32_t>& word) noexcept {
  const int saved = errno;
  syscall(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, nullptr, nullptr, 0);
  errno = saved;
}

}  // namespace lsub::detail
