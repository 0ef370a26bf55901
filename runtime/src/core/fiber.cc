#include "core/fiber.h"

#include <atomic>

namespace lsub::detail {

void fiber_cache::take_ids() noexcept {
  constexpr std::uint64_t block = 64;
  static constinit std::atomic<std::uint64_t> next{2};  // 1 is main
  next_id_ = next.fetch_add(block, std::memory_order_relaxed);
  end_id_ = next_id_ + block;
}

void each_live_fiber(void (*visit)(fiber&, void*), void* context) {
  records<fiber>::each([=](fiber& f) {
    if (f.live) visit(f, context);
  });
}

}  // namespace lsub::detail
