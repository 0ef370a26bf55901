// Text for reports: built in place and written at once. Async-signal-safe, as printf is not.
#pragma once

#include <lsub/detail/location.h>

#include <cstddef>
#include <cstdint>

namespace lsub::detail {

// A line that is cut at its size.
class text_line {
 public:
  text_line& add(const char* text) noexcept;
  text_line& add(std::uint64_t number) noexcept;
  text_line& add_address(const void* address) noexcept;

  // `before`, file and line; nothing for an unknown place.
  text_line& add_place(const char* before, location at) noexcept;

  // Writes text and newline to standard error.
  void print() const noexcept;

 private:
  static constexpr std::size_t most = 1023;

  void add_digits(std::uint64_t number, unsigned base) noexcept;

  char text_[most + 1] = {};
  std::size_t used_ = 0;
};

}  // namespace lsub::detail
