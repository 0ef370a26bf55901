// MessagePack as a sequence of parts: written to a string, taken from checked bytes. Private to
// <lsub/values.h>; defined in the package library.
#pragma once

#include <lsub/error.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lsub {

// What decoding may cost; beyond it is a failure.
struct value_limits {
  std::size_t bytes = std::size_t{1} << 20;     // of the encoded value
  std::size_t depth = 32;                       // lists, maps and structures within each other
  std::size_t elements = std::size_t{1} << 17;  // all values within it, keys too
  std::size_t memory = std::size_t{16} << 20;   // of what is built from them
};

}  // namespace lsub

namespace lsub::detail {

// Appends MessagePack to a string.
class value_writer {
 public:
  explicit value_writer(std::string& to) : to_(to) {}

  void nil();
  void boolean(bool v);
  void integer(std::int64_t v);
  void natural(std::uint64_t v);
  void real(float v);
  void real(double v);
  // Errors: std::length_error for 4 GiB.
  void text(std::string_view v);
  void binary(const void* data, std::size_t size);
  void list(std::size_t elements);
  void map(std::size_t pairs);

 private:
  std::string& to_;
};

// Takes one part after another. The constructor checks all bytes, so a list has as many elements
// as it says. After a failure nothing can be taken any more; the first one stays.
// Requires: the bytes outlive it.
class value_reader {
 public:
  value_reader(std::string_view bytes, const value_limits& most);

  // Takes the next part if it is nil; no failure otherwise.
  bool nil();
  bool boolean(bool& v);
  bool integer(std::int64_t& v, std::int64_t least, std::int64_t most);
  bool natural(std::uint64_t& v, std::uint64_t most);
  bool real(float& v);
  bool real(double& v);
  bool text(std::string_view& v);
  bool binary(std::string_view& v);
  bool list(std::size_t& elements);
  bool map(std::size_t& pairs);

  // Counts memory for so many things of a size.
  bool spend(std::size_t n, std::size_t size);

  // False.
  bool fail(const std::string& what);
  const error& failure() const { return failure_; }

 private:
  enum class part : std::uint8_t {
    nil,
    boolean,
    natural,
    integer,
    real32,
    real64,
    text,
    binary,
    list,
    map
  };
  struct token {
    union {
      std::uint64_t natural;
      std::int64_t integer;
      double real;
      const char* data;
    };
    std::uint32_t size;
    part what;
  };
  // A few of them lie in the reader, so that a small value needs no memory for them.
  class token_list {
   public:
    void add(const token& t) {
      if (size_ < few) {
        first_[size_] = t;
      } else {
        rest_.push_back(t);
      }
      ++size_;
    }
    const token& operator[](std::size_t i) const { return i < few ? first_[i] : rest_[i - few]; }
    std::size_t size() const { return size_; }

   private:
    static constexpr std::size_t few = 16;
    token first_[few];  // as far as size_ says
    std::vector<token> rest_;
    std::size_t size_ = 0;
  };
  class scanner;

  const token* next(part wanted);

  token_list parts_;
  std::size_t at_ = 0;
  std::size_t memory_;
  error failure_;
};

// Builds a type's name. A structure that is within itself appears there by its own name only.
class value_describer {
 public:
  value_describer& add(std::string_view text);
  value_describer& add(std::size_t n);

  // Whether the structure's parts are to follow; then they end with close().
  bool open(std::string_view structure);
  void close();

  // Long ones are cut and end with a hash of the whole.
  std::string name() const;

 private:
  std::string text_;
  std::vector<std::string_view> open_;
};

}  // namespace lsub::detail
