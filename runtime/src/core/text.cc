#include "core/text.h"

#include <unistd.h>

#include <cerrno>

namespace lsub::detail {

text_line& text_line::add(const char* text) noexcept {
  while (*text != '\0' && used_ < most) text_[used_++] = *text++;
  return *this;
}

void text_line::add_digits(std::uint64_t number, unsigned base) noexcept {
  char digits[21] = {};
  std::size_t first = sizeof digits - 1;
  do {
    digits[--first] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number != 0);
  add(digits + first);
}

text_line& text_line::add(std::uint64_t number) noexcept {
  add_digits(number, 10);
  return *this;
}

text_line& text_line::add_address(const void* address) noexcept {
  add("0x");
  add_digits(reinterpret_cast<std::uintptr_t>(address), 16);
  return *this;
}

text_line& text_line::add_place(const char* before, location at) noexcept {
  if (at.line == 0) return *this;
  return add(before).add(at.file).add(":").add(std::uint64_t{at.line});
}

void text_line::print() const noexcept {
  const int saved = errno;
  char out[most + 2];
  for (std::size_t i = 0; i < used_; ++i) out[i] = text_[i];
  out[used_] = '\n';
  for (std::size_t done = 0; done <= used_;) {
    const ssize_t n = write(STDERR_FILENO, out + done, used_ + 1 - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  errno = saved;
}

}  // namespace lsub::detail
