// Descriptors that are waited for.
#pragma once

#include <fcntl.h>
#include <lsub/detail/poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace lsub::test {

using detail::direction;
using detail::readiness;

inline constexpr auto never = detail::clock::time_point::max();

// A watched, non-blocking descriptor.
class watched {
 public:
  explicit watched(int fd) : fd_(fd) {
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    record_ = detail::watch_descriptor(fd);
    if (record_ == nullptr) std::abort();
  }
  ~watched() {
    detail::forget_descriptor(record_);
    ::close(fd_);
  }
  watched(const watched&) = delete;
  watched& operator=(const watched&) = delete;

  readiness wait(direction way, detail::clock::time_point deadline = never) {
    return detail::wait_ready(record_, way, deadline, detail::here());
  }
  void shut() { detail::shut_descriptor(record_); }
  detail::watched_descriptor* record() noexcept { return record_; }
  void interrupt(direction way) { detail::interrupt_waiter(record_, way); }

  // Reads one byte; 0 at the end.
  char read_one() {
    for (;;) {
      char c = 0;
      const ssize_t n = ::read(fd_, &c, 1);
      if (n >= 0) return n == 1 ? c : '\0';
      if (errno != EAGAIN || wait(direction::reading) != readiness::ready) return '\0';
    }
  }
  // The same without waiting.
  static constexpr int at_end = -2;
  static constexpr int nothing_yet = -3;
  int read_now() const {
    char c = 0;
    const ssize_t n = ::read(fd_, &c, 1);
    if (n < 0) return errno == EAGAIN ? nothing_yet : at_end;
    return n == 1 ? c : at_end;
  }
  void write_one(char c) {
    while (::write(fd_, &c, 1) != 1) wait(direction::writing);
  }
  // Until the kernel takes no more. Returns how much it took.
  std::size_t fill() const {
    const std::string block(1000, 'x');
    std::size_t total = 0;
    for (ssize_t n = 1; n > 0; total += n > 0 ? static_cast<std::size_t>(n) : 0)
      n = ::write(fd_, block.data(), block.size());
    return total;
  }
  std::size_t drain() const {
    char block[4096];
    std::size_t total = 0;
    for (ssize_t n = 1; n > 0; total += n > 0 ? static_cast<std::size_t>(n) : 0)
      n = ::read(fd_, block, sizeof block);
    return total;
  }

 private:
  int fd_;
  detail::watched_descriptor* record_;
};

// Two connected sockets.
struct both_ends {
  int fds[2];
  both_ends() {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) std::abort();
  }
};
struct connected : private both_ends {
  watched a{fds[0]};
  watched b{fds[1]};
};

}  // namespace lsub::test
