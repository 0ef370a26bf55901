// error: why a channel was closed.
//
// Null, or a text and what it came from. Copies share one immutable state, so a text of any length
// travels whole. Thread-safety: as for std::shared_ptr to const.
#pragma once

#include <lsub/detail/handle.h>

#include <exception>
#include <iosfwd>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace lsub {

class error;

namespace detail {

// The text where it lies; private to the runtime.
const char* error_text(const error& e) noexcept;

}  // namespace detail

class error {
 public:
  // No error.
  error() noexcept = default;
  error(std::nullptr_t) noexcept {}

  // An empty text is no error.
  error(const char* text);
  error(std::string_view text);
  error(const std::string& text) : error(std::string_view(text)) {}

  // A code of value 0 is no error; the text is the code's message.
  error(std::error_code code);

  // A null pointer is no error; the text is what() of the exception.
  error(std::exception_ptr exception);

  error(const error& other) noexcept : state_(other.state_) {
    if (state_ != nullptr) share(state_);
  }
  error(error&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  error& operator=(error other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~error() {
    if (state_ != nullptr) release(state_);
  }

  explicit operator bool() const noexcept { return state_ != nullptr; }

  // The text; empty for no error.
  std::string message() const;

  // The error code it was built from; otherwise a code of value 0.
  std::error_code code() const noexcept;

  // The exception it was built from; otherwise null.
  std::exception_ptr exception() const noexcept;

  // Compares texts.
  friend bool operator==(const error& a, const error& b) noexcept { return equal(a, b); }

 private:
  friend const char* detail::error_text(const error& e) noexcept;

  struct state;

  static bool equal(const error& a, const error& b) noexcept;
  static state* make(std::string_view text);
  static void share(state* s) noexcept;
  static void release(state* s) noexcept;

  state* state_ = nullptr;
};

template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out,
                                             const error& e) {
  return out << e.message();
}

namespace detail {

// As close_channel without an error. The first close's error, or lack of one, stays.
void close_channel(channel_head* c, error why) noexcept;

error closing_error(channel_head* c) noexcept;

}  // namespace detail

// Closes and says why. The first close wins: its error or lack of one is never replaced.
template <detail::channel_handle Channel>
void close(const Channel& c, error why) noexcept {  // NOLINT(performance-unnecessary-value-param)
  detail::close_channel(detail::head(c), std::move(why));
}

// The closing error: null while open, for nil, or when closed without one. Visible at once, even
// with values still buffered.
template <detail::channel_handle Channel>
error cerror(const Channel& c) noexcept {
  return detail::closing_error(detail::head(c));
}

}  // namespace lsub
