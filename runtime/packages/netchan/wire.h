// The frames of docs/wire/netchan.md. Private to the package.
#pragma once

#include <lsub/netchan.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace lsub::netchan::wire {

enum class kind : std::uint8_t {
  request,
  error,
  data,
  ack,
  closed,
  ack_send,
  stop,
  leave,
  hello,
  bye,
};
inline constexpr unsigned kinds = 10;

inline constexpr std::size_t header_size = 13;  // length 4, kind 1, id 4, sequence 4
inline constexpr std::size_t hello_size = 36;
inline constexpr std::size_t most_hello = 256;
inline constexpr std::size_t credit_size = 8;
inline constexpr std::uint8_t version = 1;

struct frame {
  kind what = kind::hello;
  std::uint32_t id = 0;
  std::uint32_t sequence = 0;
  std::string payload;
};

// What one side says at first: the limits it sets to the other one.
struct greeting {
  std::uint8_t lowest = version, highest = version;
  bool exports = false;
  std::uint32_t frame = 0, name = 0, error_text = 0, channels = 0, credit = 0, credit_bytes = 0,
                churn = 0;
};

// From importer to exporter: it wants to bind a channel.
struct request {
  std::string name;
  std::string type;
  std::int64_t count = -1;  // negative: no limit
  std::int64_t size = 1;    // values its receiver takes ahead
  std::uint8_t sends = 0;   // whether the importer sends
};
LSUB_VALUES(request, name, type, count, size, sends)

inline void put_number(std::string& to, std::uint32_t n) {
  for (int i = 0; i < 4; ++i, n >>= 8) to += static_cast<char>(n & 0xFF);
}

inline std::uint32_t number_at(const char* from) {
  const auto* b = reinterpret_cast<const unsigned char*>(from);
  return b[0] | std::uint32_t{b[1]} << 8 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[3]} << 24;
}

void put_frame(std::string& to, kind what, std::uint32_t id, std::uint32_t sequence,
               std::string_view payload = {});
void put_greeting(std::string& to, const greeting& g);

// Errors: what is wrong with it. `mine` is what this side says.
lsub::error read_greeting(const frame& f, const greeting& mine, greeting& theirs);

lsub::error violation(const std::string& what);
lsub::error violation(const std::string& what, std::uint32_t id);

// Takes frames from a byte stream. Each length is checked before anything is kept for it, and
// memory is taken as bytes arrive. Not thread-safe.
class frame_reader {
 public:
  frame_reader(io::reader& from, const limits& most);

  enum class found { frame, end, failure, violation };

  // Blocks: until a whole frame is there, or none will be; `why` says why. The end is one between
  // two frames.
  found next(frame& f, lsub::error& why);

 private:
  bool fill(lsub::error& why);
  found body(frame& f, std::size_t size, lsub::error& why);
  lsub::error fault(kind what, std::uint32_t id, std::uint32_t sequence, std::size_t size) const;
  std::size_t most_of(kind what) const;
  std::size_t have() const { return end_ - at_; }

  io::reader& from_;
  const limits& most_;
  std::string buffer_;
  std::size_t at_ = 0, end_ = 0;
};

}  // namespace lsub::netchan::wire
