#include "chan/random.h"

#include <atomic>
#include <cstdint>

#include "core/environment.h"
#include "sched/schedule.h"
#include "sched/worker.h"

namespace lsub::detail {
namespace {

std::uint64_t first_state() noexcept {
  static std::atomic<std::uint64_t> threads{0};
  // Splitmix64 spreads a small seed over all bits; the generator's state must not be 0.
  std::uint64_t x = environment().seed + 0x9e3779b97f4a7c15U * (threads.fetch_add(1) + 1);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return (x ^ (x >> 31)) | 1;
}

std::uint64_t& own_state() noexcept {
  if (worker* const w = this_worker(); w != nullptr) return w->random;
  static thread_local std::uint64_t state = 0;
  return state;
}

}  // namespace

std::size_t random_below(std::size_t bound) noexcept {
  if (scheduled()) [[unlikely]]
    return choose(bound);
  std::uint64_t& state = own_state();
  if (state == 0) [[unlikely]]
    state = first_state();
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return static_cast<std::size_t>(((state >> 32) * bound) >> 32);
}

}  // namespace lsub::detail
