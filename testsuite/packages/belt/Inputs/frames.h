// Frames of docs/wire/belt.md, made by the specification alone. An ordinary header.
#pragma once

#include <cstdint>
#include <string>

enum kind : unsigned { hello, value, error_, end, stop };

inline std::string header(unsigned what, std::uint32_t size) {
  std::string s;
  for (int i = 0; i < 4; ++i, size >>= 8) s += static_cast<char>(size & 0xFF);
  return s + static_cast<char>(what);
}

inline std::string frame(unsigned what, const std::string& payload = {}) {
  return header(what, static_cast<std::uint32_t>(payload.size())) + payload;
}

inline std::string greet(int lowest = 1, int highest = 1, const std::string& magic = "LBLT") {
  return frame(hello, magic + static_cast<char>(lowest) + static_cast<char>(highest));
}

// A value: its type's name, and MessagePack.
inline std::string typed(const std::string& name, const std::string& bytes) {
  return frame(value, static_cast<char>(name.size()) + name + bytes);
}

// Numbers up to 127, texts up to 31 bytes.
inline std::string number(int n) {
  return typed("i32", std::string(1, static_cast<char>(n)));
}
inline std::string text(const std::string& s) {
  return typed("str", static_cast<char>(0xA0 + s.size()) + s);
}
