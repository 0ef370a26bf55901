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
  void push_back(fiber* f) noexcept {
    f->next = nullptr;
    f->previous = last;
    (last != nullptr ? last->next : first) = f;
    last = f;
    ++count;
  }
  void push_front(fiber* f) noexcept {
    f->previous = nullptr;
    f->next = first;
    (first != nullptr ? first->previous : last) = f;
    first = f;
    ++count;
  }
  void append(fiber_list other) noexcept {
    if (!other) return;
    other.first->previous = last;
    (last != nullptr ? last->next : first) = other.first;
    last = other.last;
    count += other.count;
  }
};

}  // namespace lsub::detail
