// The frames of docs/wire/belt.md. Private to the package.
#pragma once

#include <lsub/belt.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace lsub::belts::wire {

enum class kind : std::uint8_t { hello, value, error, end, stop };
inline constexpr unsigned kinds = 5;

inline constexpr std::size_t frame_header = 5;  // length 4, kind 1
inline constexpr std::size_t hello_size = 6;
inline constexpr std::size_t most_hello = 64;
inline constexpr std::uint8_t version = 1;

// Append a frame.
void put_frame(std::string& to, kind what, std::string_view payload);
void put_hello(std::string& to);
void put_text(std::string& to, kind what, const error& text, const limits& most);

// Appends a value, or an error. Errors: why it can't cross; nothing is appended then.
error put_value(std::string& to, const any& value, const belts::detail::protocol* p,
                const limits& most);

// Errors: why the frame is no good greeting.
error read_hello(kind what, std::string_view payload);

// Takes the value of a frame. Errors: what is wrong with it.
error take_value(any& to, std::string_view payload, const belts::detail::protocol* p,
                 const limits& most);

// Makes frames of what comes from a belt.
class gatherer {
 public:
  gatherer(const belt& from, const limits& most) : from_(from), most_(most) {}

  // Appends the value and what else is there already. False if nothing more is to be sent: the belt
  // is closed then.
  bool add(std::string& to, any value);

  // Appends the end, with its reason. Requires: the belt is closed.
  void add_end(std::string& to) const;

  error reason() const;
  std::size_t messages() const { return messages_; }

 private:
  const belt from_;
  const limits most_;
  std::size_t messages_ = 0;
  error failure_;
};

// Takes frames from a byte stream. Each length is checked before anything is kept for it, and
// memory is taken as bytes arrive. Not thread-safe.
class frame_reader {
 public:
  frame_reader(io::reader& from, const limits& most);

  enum class found { frame, end, failure, violation };

  // Blocks: until a whole frame is there, or none will be; `why` says why. The end is one between
  // two frames. The payload lies in the reader until the next call.
  found next(kind& what, std::string_view& payload, error& why);

 private:
  bool fill(std::size_t need, error& why);
  std::size_t most_of(kind what) const;
  std::size_t have() const { return end_ - at_; }

  io::reader& from_;
  const limits most_;
  std::string buffer_;
  std::size_t at_ = 0, end_ = 0;
};

}  // namespace lsub::belts::wire
