// The records of docs/wire/nchan.md, written by hand. An ordinary header.
#pragma once

#include <cstdint>
#include <string>

inline constexpr std::uint64_t error_mark = 0xFF'FFFF'FFFF, stop_mark = 0xFF'FFFF'FFFE;

inline std::string length(std::uint64_t n) {
  std::string s;
  for (int i = 0; i < 8; ++i, n >>= 8) s += static_cast<char>(n & 0xFF);
  return s;
}

inline std::string message_record(const std::string& data) {
  return length(data.size()) + data;
}

inline std::string error_record(const std::string& text) {
  return length(error_mark) + message_record(text);
}

inline std::string stop_record(const std::string& text) {
  return length(stop_mark) + message_record(text);
}
