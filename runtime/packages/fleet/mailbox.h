// What has arrived for a link and waits to be read. Private to the package.
//
// The library's threads put it in, so it knows nothing of the link or the connection: neither may
// end on such a thread.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "hub.h"

namespace lsub::fleet {

// The first byte of a message; eight of its number follow, least first. See docs/wire/fleet.md.
enum class kind : unsigned char { data, end, cut, alive, hello };
inline constexpr unsigned kinds = 5;
inline constexpr std::size_t header_bytes = 9;
inline constexpr std::size_t most_text = 1024;

// Thread-safety: one fiber reads; all else may be called by anybody.
class mailbox {
 public:
  // Room for so many bytes; more end it.
  explicit mailbox(std::size_t most) : most_(most) {}

  // A message from the broker.
  void receive(natsMsg* m);

  // Blocks: the fiber, until there is something, or the end.
  io::outcome read(char* to, std::size_t most);

  // The connection is over; what is there may still be read. The first reason stays.
  void fail(error why);
  error failure() const;  // null unless it failed

  void close();
  void set_deadline(io::time_point t);

  void heard();  // a sign of life
  bool silent_for(std::chrono::nanoseconds d) const;

  // Receives the peer's inbox once; empty if there is nobody.
  recv_chan<std::string> hello() const { return hello_; }

 private:
  void take(kind what, std::string_view payload);
  void tell() const { try_send(arrived_, true); }

  const std::size_t most_;
  const chan<bool> arrived_ = make_chan<bool>(1);  // tells the reader to look
  const chan<std::string> hello_ = make_chan<std::string>(1);

  mutable std::mutex guard_;  // of what follows
  std::deque<std::string> waiting_;
  std::size_t taken_ = 0;  // of the first one
  std::size_t bytes_ = 0;
  std::uint64_t next_ = 0;
  bool ended_ = false;  // nothing comes any more
  error why_;
  bool broken_ = false;  // in both directions
  error failure_;
  bool closed_ = false;
  io::time_point deadline_ = io::never;
  std::chrono::steady_clock::time_point heard_ = std::chrono::steady_clock::now();
};

}  // namespace lsub::fleet
