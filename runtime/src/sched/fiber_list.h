// Fibers that go from one place to another together. Not thread-safe.
#pragma once

#include <cstddef>

#include "core/fiber.h"

namespace lsub::detail {

// Linked to each other both ways; null at both ends.
struct fiber_list {
  fiber* first = nullptr;
  fiber* last = nullptr;
  std::size_t count = 0;

  explicit operator bool() const noexcept { return first != nullptr; }
  void push_back(fiber* f) noexcept { append(alone(f)); }
  void push_front(fiber* f) noexcept {
    fiber_list all = alone(f);
    all.append(*this);
    *this = all;
  }
  void append(fiber_list other) noexcept {
    if (!other) return;
    other.first->previous = last;
    (last != nullptr ? last->next : first) = other.first;
    last = other.last;
    count += other.count;
  }

 private:
  static fiber_list alone(fiber* f) noexcept {
    f->next = f->previous = nullptr;
    return {f, f, 1};
  }
};

}  // namespace lsub::detail
