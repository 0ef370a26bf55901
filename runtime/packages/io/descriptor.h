// A stream over a file descriptor. Private to the package.
#pragma once

#include <lsub/detail/poll.h>
#include <lsub/detail/rest.h>
#include <lsub/io.h>
#include <lsub/sync.h>

#include <atomic>

struct iovec;

namespace lsub::io::detail {

using namespace lsub::detail;

error system_error(int code);

// How the kernel is asked not to block.
enum class manner : unsigned char {
  socket,       // by a flag of each call
  nonblocking,  // by a flag of the descriptor
  careful,      // poll before each call, little at a time: the open file is shared
  helpers,      // not at all: helper threads call it
};

class descriptor final : public stream {
 public:
  // `shared`: other processes may read it too.
  descriptor(int fd, watched_descriptor* watch, manner how, bool shared);
  ~descriptor() override;

  outcome read(char* to, std::size_t most) override;
  outcome read_or_rest(char* to, std::size_t most, readable_rest& r) override;
  outcome write(std::string_view data) override { return write_parts(&data, 1); }
  outcome write_parts(const std::string_view* parts, std::size_t n) override {
    return put(parts, n, false);
  }
  bool gathers() const noexcept override { return true; }
  bool holds() const noexcept override { return holds_; }
  outcome write_more(std::string_view data) override { return put(&data, 1, holds_); }
  void push() override;
  void close_read(error why) override;
  void close_write(error why) override;
  bool half_closes() const noexcept override { return how_ == manner::socket; }
  std::string remote() override;
  bool exposed() override;
  void close(error why) override;
  void set_read_deadline(time_point t) override { set_deadline(direction::reading, t); }
  void set_write_deadline(time_point t) override { set_deadline(direction::writing, t); }

  // For listeners and connecting sockets. Blocks: until the descriptor may be ready. A failure, if
  // the deadline passes or it is closed.
  error wait(direction way);

  // The descriptor stays open between these two. False if it is closed.
  bool enter() noexcept;
  void leave() noexcept;
  int number() const noexcept { return fd_; }

 private:
  static constexpr time_point::rep no_deadline = never.time_since_epoch().count();
  struct side {
    mutex turn;
    std::atomic<bool> ended{false};
    std::atomic<time_point::rep> deadline{no_deadline};
  };
  side& of(direction way) noexcept { return way == direction::reading ? reading_ : writing_; }
  error blocked_from(direction way) {
    const side& s = of(way);
    const bool free = !s.ended.load(std::memory_order_acquire) &&
                      s.deadline.load(std::memory_order_relaxed) == no_deadline;
    return free ? error() : ended_or_late(s);
  }
  static error ended_or_late(const side& s);
  error after_wait(direction way, readiness how);
  void set_deadline(direction way, time_point t);
  void end(direction way);
  void release() noexcept;
  bool try_read(char* to, std::size_t most, outcome& done);
  long read_once(char* to, std::size_t most);
  long read_beyond(char* to, std::size_t most);
  long read_some(char* to, std::size_t most);
  outcome put(const std::string_view* parts, std::size_t n, bool more);
  void send_held();
  long write_once(const iovec* list, std::size_t n, bool more);

  const int fd_;
  watched_descriptor* const watch_;
  const manner how_;
  const bool shared_;
  const bool tcp_;
  const bool holds_;
  // Under reading_.turn.
  bool drained_ = false;  // a TCP socket's last read took all there was
  bool beyond_ = false;   // next_ was read, and is the next read's first byte
  char next_ = 0;
  int late_ = 0;                    // a failure that came with it
  bool held_ = false;               // the last write said that more follows; under writing_.turn
  std::atomic<unsigned> users_{0};  // twice their number; odd: closed
  side reading_, writing_;
};

// Makes a stream of a new socket or pipe. Ownership: takes the descriptor, also on failure.
std::shared_ptr<descriptor> adopt_descriptor(int fd, error& failure);

}  // namespace lsub::io::detail
