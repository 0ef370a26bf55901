// Frames of docs/wire/mux.md, made by the specification alone. An ordinary header.
#pragma once

#include <cstdint>
#include <string>

enum kind : unsigned char { hello, open_, call, data, end, credit, stop, released, close_, waits, widen };

inline std::string number(std::uint32_t n) {
  std::string s;
  for (int i = 0; i < 4; ++i, n >>= 8) s += static_cast<char>(n & 0xFF);
  return s;
}

inline std::string header(unsigned what, std::uint32_t stream, std::uint32_t size) {
  return number(size) + static_cast<char>(what) + number(stream);
}

inline std::string frame(unsigned what, std::uint32_t stream, const std::string& payload = {}) {
  return header(what, stream, static_cast<std::uint32_t>(payload.size())) + payload;
}

struct greeting {
  std::string magic = "LMUX";
  unsigned char lowest = 1, highest = 1, caller = 1;
  std::uint32_t message = 1 << 20, error_text = 1024, streams = 256, window = 16, bytes = 256 << 10;

  std::string payload() const {
    return magic + static_cast<char>(lowest) + static_cast<char>(highest) + static_cast<char>(caller) + '\0' +
           number(message) + number(error_text) + number(streams) + number(window) + number(bytes);
  }
};

inline std::string greet(const greeting& g = {}) {
  return frame(hello, 0, g.payload());
}
