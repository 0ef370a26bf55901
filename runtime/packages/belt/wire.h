// The frames of docs/wire/belt.md. Private to the package.
#pragma once

#include <lsub/belt.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "../frames/reader.h"

namespace lsub::belts::wire {

enum class kind : std::uint8_t { hello, value, error, end, stop };
inline constexpr unsigned kinds = 5;

inline constexpr std::size_t frame_header = 5;  // length 4, kind 1
inline constexpr std::size_t hello_size = 6;
inline constexpr std::size_t most_hello = 64;
inline constexpr std::uint8_t version = 1;

struct frame {
  kind what = kind::hello;
  std::string payload;
};

// Append a frame.
void put_frame(std::string& to, kind what, std::string_view payload);
void put_hello(std::string& to);
void put_text(std::string& to, kind what, const error& text, const limits& most);

// Appends a value, or an error. Errors: why it can't cross; nothing is appended then.
error put_value(std::string& to, const any& value, const belts::detail::protocol* p,
                const limits& most);

// Errors: why the frame is no good greeting.
error read_hello(const frame& f);

// Takes the value of a frame. Errors: what is wrong with it.
error take_value(any& to, std::string_view payload, const belts::detail::protocol* p,
                 const limits& most);

// Makes frames of what comes from a belt.
class gatherer {
 public:
  gatherer(const belt& from, const limits& most)
      : from_(from), most_(most), gathers_(cap(from.data()) > 0) {}

  // Appends the value and what else the belt holds. False if nothing more is to be sent: the belt
  // is closed then.
  bool add(std::string& to, any value);

  // Appends the end, with its reason. Requires: the belt is closed.
  void add_end(std::string& to) const;

  error reason() const;
  std::size_t messages() const { return messages_; }

 private:
  const belt from_;
  const limits most_;
  // A belt without room gives its values one by one: taking one ends its send.
  const bool gathers_;
  std::size_t messages_ = 0;
  error failure_;
};

// What frames the peer may send.
class rules {
 public:
  using frame = wire::frame;
  static constexpr std::size_t header_size = frame_header;

  explicit rules(const limits& most) : most_(most) {}

  error read_head(const char* head, std::size_t size, frame& f) const;

 private:
  std::size_t most_of(kind what) const;

  const limits& most_;
};

using frame_reader = frames::reader<rules>;

// Of a connection's stream. `most` has to live as long.
frame_reader reader_of(io::stream& from, const limits& most);

}  // namespace lsub::belts::wire
