// The bytes of docs/wire/nchan.md. Private to the package.
#pragma once

#include <cstdint>
#include <string_view>

namespace lsub::nchan {

inline constexpr std::uint64_t error_mark = 0xFF'FFFF'FFFF;
inline constexpr std::size_t header_bytes = 8;

struct header {
  char bytes[header_bytes];

  header() = default;
  explicit header(std::uint64_t n) {
    for (char& b : bytes) {
      b = static_cast<char>(n & 0xFF);
      n >>= 8;
    }
  }
  std::uint64_t value() const {
    std::uint64_t n = 0;
    for (std::size_t i = header_bytes; i-- > 0;) n = n << 8 | static_cast<unsigned char>(bytes[i]);
    return n;
  }
  std::string_view view() const { return {bytes, header_bytes}; }
};

}  // namespace lsub::nchan
