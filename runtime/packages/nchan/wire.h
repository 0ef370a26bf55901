// The bytes of docs/wire/nchan.md. Private to the package.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace lsub::nchan {

inline constexpr std::uint64_t error_mark = 0xFF'FFFF'FFFF;
inline constexpr std::uint64_t stop_mark = error_mark - 1;
inline constexpr std::size_t header_bytes = 8;

struct header {
  char bytes[header_bytes];

  header() = default;
  explicit header(std::uint64_t n) {
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(bytes, &n, header_bytes);
    } else {
      for (std::size_t i = 0; i < header_bytes; ++i) bytes[i] = static_cast<char>(n >> (8 * i));
    }
  }
  std::uint64_t value() const {
    std::uint64_t n = 0;
    if constexpr (std::endian::native == std::endian::little) {
      std::memcpy(&n, bytes, header_bytes);
    } else {
      for (std::size_t i = header_bytes; i-- > 0;)
        n = n << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return n;
  }
  std::string_view view() const { return {bytes, header_bytes}; }
};

}  // namespace lsub::nchan
