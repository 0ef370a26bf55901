// Stacks of fibers: mapped in slabs, guarded at their low end, reused last in first out.
//
// A slab is address space, not memory: pages come on first touch. Tops are coloured so that the hot
// ends of many stacks don't meet in one cache set.
#pragma once

#include <cstddef>

namespace lsub::detail {

struct stack {
  char* bottom = nullptr;  // lowest usable address
  char* top = nullptr;
  std::size_t size() const noexcept { return static_cast<std::size_t>(top - bottom); }
};

// A worker's own spare stacks. Not thread-safe.
class stack_cache {
 public:
  stack take();
  void give(stack s) noexcept;

 private:
  static constexpr std::size_t most = 64;
  stack spare_[most];
  std::size_t count_ = 0;
};

// Whether `address` lies in the guard of a stack; used by the overflow report.
bool in_stack_guard(const void* address) noexcept;

}  // namespace lsub::detail
