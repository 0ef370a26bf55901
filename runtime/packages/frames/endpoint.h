// One side of a connection of frames: how it begins, reads, writes and ends, whatever its frames
// are about. Private to the packages that speak in frames; sessions of mux and netchan derive from
// it.
//
// Fibers: one reads and one writes; others watch the clock until the peer has greeted, and when the
// connection ends. Invariants:
//   * only the writer writes, everything that has gathered in `outbox_` at once;
//   * the first reason to end stays, and is what the last frame says;
//   * the connection is closed when reader and writer have ended, or when that takes too long.
#pragma once

#include <lsub/chan.h>
#include <lsub/io.h>
#include <lsub/sync.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "reader.h"

namespace lsub::frames {

// What differs in protocols.
struct endpoint_options {
  std::string_view name;  // errors begin with it
  std::chrono::nanoseconds handshake{}, linger{};
  std::size_t answers = 0;       // frames that the peer causes, and that may wait to be written
  bool yields_each_time = true;  // before each batch others may add to it; else after a wait only
};

class endpoint : public std::enable_shared_from_this<endpoint> {
 public:
  virtual ~endpoint() = default;

  // Starts the fibers. Requires: once, before all else.
  void begin();

  // Blocks: until nothing is read or written any more. Why it ended.
  error wait();

 protected:
  using lock = std::unique_lock<mutex>;
  enum class phase : unsigned char { running, closing, dead };  // closing: pumps may still send

  endpoint(io::stream_ptr rw, const endpoint_options& how) : rw_(std::move(rw)), options_(how) {}

  // The reader's part: calls read_frames.
  virtual void read_all() = 0;

  // Appends what is only summed up until something is written. Requires: guard_ is held.
  virtual void append_sums() {}

  // Appends the last frame. Requires: guard_ is held.
  virtual void append_bye(const error& why) = 0;

  // The outbox is empty again. Requires: guard_ is held.
  virtual void wake_those_without_room() = 0;

  // The connection is over, with why_: ends all channels. Requires: guard_ is held.
  virtual void end_channels() = 0;

  // Nothing is read or written any more.
  virtual void ended() = 0;

  // Takes frames until one is the last, or wrong, or none comes, and ends the connection. The first
  // one goes to `greet`, the others to `handle`; both return what is wrong.
  template <class Rules, class Greet, class Handle>
  void read_frames(reader<Rules> frames, decltype(Rules::frame::what) last, Greet greet,
                   Handle handle) {
    typename Rules::frame f;
    error why;
    bool tell = false, said = false;
    for (bool first = true; !why; first = false) {
      const auto got = frames.next(f, why);
      if (got == found::end) why = "unexpected end";
      tell = got == found::violation;
      if (got != found::frame) break;
      if (first) {
        why = greet(f);
      } else if (f.what == last) {
        why = f.payload.empty() ? closed() : error(f.payload);
        said = true;
      } else {
        why = handle(f);
      }
      tell = bool(why) && !said;
    }
    end_reading(std::move(why), tell, said);
  }

  // The peer has said its limits. Requires: guard_ is held.
  void know() {
    known_ = true;
    close(greeted_);
  }

  // There is something to write. Requires: guard_ is held.
  void wake_writer() {
    if (std::exchange(writer_waits_, false)) try_send(work_, true);
  }

  // Whether a frame that the peer caused may be appended; too many of them end the connection.
  // Requires: guard_ is held.
  bool may_answer() {
    if (phase_ == phase::dead || said_) return false;
    if (++answers_ == options_.answers + 1) give_up();
    return answers_ <= options_.answers;
  }

  // The user wants no more. False if it is over already. Requires: guard_ is held.
  bool start_closing(error why);

  // The end without a reason.
  error closed() const { return std::string(options_.name) + " closed"; }

  const io::stream_ptr rw_;

  // Protects all that follows, and what derived classes say. Nothing under it waits for the peer or
  // a user.
  mutex guard_;
  phase phase_ = phase::running;
  bool said_ = false;   // the last frame was appended
  bool known_ = false;  // the peer's limits
  error why_;           // why it ended
  std::string outbox_;
  std::size_t pumps_ = 0;  // fibers that may still append

 private:
  static void read(std::shared_ptr<endpoint> self);
  static void write(std::shared_ptr<endpoint> self);
  static void watch_handshake(std::shared_ptr<endpoint> self);
  static void watch_end(std::shared_ptr<endpoint> self, std::chrono::nanoseconds patience);
  error named(std::string_view what) const;
  void give_up();
  void fail(error why, bool tell);
  void end_reading(error why, bool tell, bool said);
  bool wait_for_work(lock& hold);
  void write_batch(lock& hold, std::string& batch);
  void ended_half();

  const endpoint_options options_;
  const chan<bool> greeted_ = make_chan<bool>();  // closed when the peer has said its limits
  const chan<bool> done_ = make_chan<bool>();     // closed when nothing is read or written any more
  const chan<bool> work_ = make_chan<bool>(1);    // tells the writer to look

  // Under guard_.
  bool tell_ = false;  // the peer is to know
  bool writer_waits_ = false;
  error cannot_write_;
  std::size_t answers_ = 0;  // in the outbox
  int halves_ = 2;           // reader and writer
};

}  // namespace lsub::frames
