// published<T>: a field that its owner writes and a report may read meanwhile.
//
// A plain store and load to the owner; a reader sees some value that was written, no more.
#pragma once

#include <atomic>

namespace lsub::detail {

template <class T>
class published {
 public:
  published() noexcept = default;
  published(T value) noexcept : value_(value) {}
  published(const published&) = delete;
  published& operator=(const published&) = delete;
  T operator=(T value) noexcept {
    value_.store(value, std::memory_order_relaxed);
    return value;
  }
  // Who sees it sees what was written before.
  void publish(T value) noexcept { value_.store(value, std::memory_order_release); }
  T seen() const noexcept { return value_.load(std::memory_order_acquire); }
  operator T() const noexcept { return value_.load(std::memory_order_relaxed); }
  T operator->() const noexcept { return *this; }

 private:
  std::atomic<T> value_{};
};

}  // namespace lsub::detail
