// Frames of a byte stream: each has a header of fixed size, which begins with the payload's length
// in four bytes, and a payload. Private to the packages that speak in frames; what a header may say
// is each protocol's own.
#pragma once

#include <lsub/io.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace lsub::frames {

// Room for four bytes behind `to`.
inline void number_to(char* to, std::uint32_t n) {
  const char four[] = {static_cast<char>(n), static_cast<char>(n >> 8), static_cast<char>(n >> 16),
                       static_cast<char>(n >> 24)};
  std::memcpy(to, four, sizeof four);
}

inline void put_number(std::string& to, std::uint32_t n) {
  char four[4];
  number_to(four, n);
  to.append(four, sizeof four);
}

inline std::uint32_t number_at(const char* from) {
  const auto* b = reinterpret_cast<const unsigned char*>(from);
  return b[0] | std::uint32_t{b[1]} << 8 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[3]} << 24;
}

// Gives memory back that is more than a string should keep. Assigning an empty one would keep it.
inline void trim(std::string& s, std::size_t most_kept) {
  if (s.capacity() > most_kept) std::string().swap(s);
}

enum class found { frame, end, failure, violation };

// How long half a frame may stand still.
struct patience {
  io::stream* stream = nullptr;  // what is read; null: for ever
  std::chrono::nanoseconds pause{};
  const char* text = "";  // what it is then
};

// The bytes of frames. Memory is taken as they arrive, whatever a length says; there is more room
// while reads need it. Not thread-safe.
class source {
 public:
  source(io::reader& from, const patience& most);

  // Blocks: until a header is there, or none will be; `why` says why. The end is one between two
  // frames. The header stays there until body is called.
  found header(std::size_t size, const char*& at, error& why);

  // Takes the header and the payload. Blocks: until it is there, or will not be.
  found body(std::size_t header, std::size_t size, std::string& payload, error& why);

 private:
  std::size_t read(char* to, std::size_t most, error& why);
  bool fill(error& why);
  void make_room();
  bool append(std::string& payload, std::size_t missing, error& why);
  found failed() const { return stalled_ ? found::violation : found::failure; }
  std::size_t have() const { return end_ - at_; }

  io::reader& from_;
  const patience most_;
  std::unique_ptr<char[]> buffer_;
  std::size_t room_;
  int small_reads_;  // that did not need more than the least room, since one that did
  std::size_t at_ = 0, end_ = 0;
  bool begun_ = false;    // a frame
  bool limited_ = false;  // there is a deadline
  bool stalled_ = false;  // it has passed
};

// Takes frames that keep to the rules, which have
//   frame         a type with a string `payload`;
//   header_size   bytes;
//   read_head     (header, payload's size, frame) -> error: takes all but the payload, or says what
//                 is wrong. Nothing is kept for a payload before that.
template <class Rules>
class reader {
 public:
  using found = frames::found;

  reader(io::reader& from, Rules rules, const patience& most = {})
      : bytes_(from, most), rules_(std::move(rules)) {}

  // Blocks: until a whole frame is there, or none will be; `why` says why. The end is one between
  // two frames.
  found next(typename Rules::frame& f, error& why) {
    trim(f.payload, most_kept);
    const char* head = nullptr;
    const found got = bytes_.header(Rules::header_size, head, why);
    if (got != found::frame) return got;
    const std::size_t size = number_at(head);
    why = rules_.read_head(head, size, f);
    return why ? found::violation : bytes_.body(Rules::header_size, size, f.payload, why);
  }

 private:
  static constexpr std::size_t most_kept = 65536;

  source bytes_;
  const Rules rules_;
};

}  // namespace lsub::frames
