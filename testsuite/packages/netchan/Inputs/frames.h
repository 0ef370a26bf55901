// Frames of docs/wire/netchan.md, made by the specification alone. An ordinary header.
#pragma once

#include <cstdint>
#include <string>

enum kind : unsigned char { request, error_, data, ack, closed, ack_send, stop, leave, hello, bye };

inline std::string number(std::uint32_t n) {
  std::string s;
  for (int i = 0; i < 4; ++i, n >>= 8) s += static_cast<char>(n & 0xFF);
  return s;
}

inline std::string header(unsigned what, std::uint32_t id, std::uint32_t sequence, std::uint32_t size) {
  return number(size) + static_cast<char>(what) + number(id) + number(sequence);
}

inline std::string frame(unsigned what, std::uint32_t id = 0, std::uint32_t sequence = 0, const std::string& payload = {}) {
  return header(what, id, sequence, static_cast<std::uint32_t>(payload.size())) + payload;
}

struct greeting {
  std::string magic = "LNCH";
  unsigned char lowest = 1, highest = 1, exports = 0;
  std::uint32_t most_frame = 1 << 20, name = 255, error_text = 1024, channels = 256, credit = 16, credit_bytes = 16384, churn = 50;

  std::string payload() const {
    return magic + static_cast<char>(lowest) + static_cast<char>(highest) + static_cast<char>(exports) + '\0' +
           number(most_frame) + number(name) + number(error_text) + number(channels) + number(credit) + number(credit_bytes) +
           number(churn);
  }
};

inline std::string greet(const greeting& g = {}) { return frame(hello, 0, 0, g.payload()); }

// MessagePack: texts shorter than 32 bytes, and numbers in nine bytes.
inline std::string text(const std::string& s) { return static_cast<char>(0xA0 + s.size()) + s; }
inline std::string integer(std::int64_t n) {
  std::string s(1, '\xD3');
  for (int shift = 56; shift >= 0; shift -= 8) s += static_cast<char>(n >> shift);
  return s;
}

inline std::string asked(const std::string& name, const std::string& type, std::int64_t count, std::int64_t size, int sends) {
  return '\x95' + text(name) + text(type) + integer(count) + integer(size) + static_cast<char>(sends);
}
