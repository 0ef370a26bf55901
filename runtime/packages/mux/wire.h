// The frames of docs/wire/mux.md. Private to the package.
#pragma once

#include <lsub/mux.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "../frames/greeting.h"
#include "../frames/reader.h"

namespace lsub::nchan::wire {

enum class kind : std::uint8_t {
  hello, open, call, data, end, credit, stop, released, close, waits, widen
};
inline constexpr unsigned kinds = 11;

inline constexpr std::size_t frame_header = 9;  // length 4, kind 1, stream 4
inline constexpr std::size_t hello_size = 28;
inline constexpr std::size_t most_hello = 256;

struct frame {
  kind what = kind::hello;
  std::uint32_t stream = 0;
  bytes payload;
};

// What one side says at first: the limits it sets to the other one. Its role: it is the caller.
struct greeting : frames::introduction {
  std::uint32_t message = 0, error_text = 0, streams = 0, window = 0, window_bytes = 0;
};

using frames::number_at;
using frames::put_number;

// Appends a frame.
void put_frame(bytes& to, kind what, std::uint32_t stream, std::string_view payload = {});
void put_greeting(bytes& to, const greeting& g);

// Errors: what is wrong with it. `mine` is what this side says.
error read_greeting(const frame& f, const greeting& mine, greeting& theirs);

error violation(const std::string& what, std::uint32_t stream);

// What frames the peer may send.
class rules {
 public:
  using frame = wire::frame;
  static constexpr std::size_t header_size = frame_header;

  explicit rules(const mux_limits& most) : most_(most) {}

  error read_head(const char* head, std::size_t size, frame& f) const;

 private:
  std::size_t most_of(kind what) const;

  const mux_limits& most_;
};

using frame_reader = frames::reader<rules>;

// Of a connection's stream. `most` has to live as long.
frame_reader reader_of(io::stream& from, const mux_limits& most);

}  // namespace lsub::nchan::wire
