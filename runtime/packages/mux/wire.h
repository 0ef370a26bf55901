// The frames of docs/wire/mux.md. Private to the package.
#pragma once

#include <lsub/mux.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace lsub::nchan::wire {

enum class kind : std::uint8_t { hello, open, call, data, end, credit, stop, released, close };
inline constexpr unsigned kinds = 9;

inline constexpr std::size_t frame_header = 9;  // length 4, kind 1, stream 4
inline constexpr std::size_t hello_size = 28;
inline constexpr std::size_t most_hello = 256;
inline constexpr std::uint8_t version = 1;

struct frame {
  kind what = kind::hello;
  std::uint32_t stream = 0;
  bytes payload;
};

// What one side says at first: the limits it sets to the other one.
struct greeting {
  std::uint8_t lowest = version, highest = version;
  bool is_caller = false;
  std::uint32_t message = 0, error_text = 0, streams = 0, window = 0, window_bytes = 0;
};

inline void put_number(bytes& to, std::uint32_t n) {
  const char four[] = {static_cast<char>(n), static_cast<char>(n >> 8), static_cast<char>(n >> 16),
                       static_cast<char>(n >> 24)};
  to.append(four, sizeof four);
}

inline std::uint32_t number_at(const char* from) {
  const auto* b = reinterpret_cast<const unsigned char*>(from);
  return b[0] | std::uint32_t{b[1]} << 8 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[3]} << 24;
}

// Appends a frame.
void put_frame(bytes& to, kind what, std::uint32_t stream, std::string_view payload = {});
void put_greeting(bytes& to, const greeting& g);

// Errors: what is wrong with it. `mine` is what this side says.
error read_greeting(const frame& f, const greeting& mine, greeting& theirs);

error violation(const std::string& what, std::uint32_t stream);

// Takes frames from a byte stream. Each length is checked before anything is kept for it, and
// memory is taken as bytes arrive. Not thread-safe.
class frame_reader {
 public:
  // `timed` is the same stream as `from`: it has a deadline while a frame is incomplete.
  frame_reader(io::reader& from, const mux_limits& most, io::stream* timed = nullptr);

  enum class found { frame, end, failure, violation };

  // Blocks: until a whole frame is there, or none will be; `why` says why. The end is one between
  // two frames.
  found next(frame& f, error& why);

 private:
  std::size_t read(char* to, std::size_t most, error& why);
  bool fill(error& why);
  found body(frame& f, std::size_t size, error& why);
  std::size_t most_of(kind what) const;
  found failed() const { return stalled_ ? found::violation : found::failure; }
  std::size_t have() const { return end_ - at_; }

  io::reader& from_;
  io::stream* const timed_;
  const mux_limits& most_;
  bytes buffer_;
  std::size_t at_ = 0, end_ = 0;
  bool begun_ = false;    // a frame
  bool limited_ = false;  // there is a deadline
  bool stalled_ = false;  // it has passed
};

}  // namespace lsub::nchan::wire
