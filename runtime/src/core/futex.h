// The kernel's wait on a word, for threads that have nothing to run.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace lsub::detail {

// Blocks: the thread, while `word` is `expected`, until a wake or the deadline. May return early.
void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t expected,
                std::chrono::steady_clock::time_point deadline =
                    std::chrono::steady_clock::time_point::max()) noexcept;

void futex_wake(std::atomic<std::uint32_t>& word) noexcept;

}  // namespace lsub::detail
