// Framed messages, one after another. Private to the package.
#pragma once

#include <lsub/detail/rest.h>
#include <lsub/nchan.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "wire.h"

namespace lsub::nchan {

// Reads more than is asked for, as one call of the reader gives it. There is little room until more
// is of use, for many connections wait for their first message, and more once a read has filled it.
class read_ahead {
 public:
  // `much`: more room is of use from the start.
  read_ahead(io::reader& from, bool much) : from_(from), much_(much) {}

  // Reads all of it. False at the end or a failure; `got` says how far it came.
  bool read(char* to, std::size_t size, std::size_t& got, error& why);

  // Makes `to` what comes next, if all of it is at hand.
  bool take(header& to);
  bool take(bytes& to, std::size_t size);

  // Sees to it that there is something at hand, or the end. False: the fiber is to rest first, for
  // there is nothing.
  bool await(lsub::detail::readable_rest& wait);

  // Whether the little room would have been too little the last time.
  bool much() const { return have_ >= sizeof few_; }

 private:
  static constexpr std::size_t room_bytes = 16384, most_room = 65536;

  char* begin() { return more_ ? more_.get() : few_; }
  const char* ahead() { return begin() + at_; }
  void make_room();
  std::size_t note(const io::outcome& one);

  io::reader& from_;
  const bool much_;
  char few_[256];
  std::unique_ptr<char[]> more_;
  std::size_t room_ = sizeof few_;
  std::size_t at_ = 0, have_ = 0;
  bool ended_ = false;  // after what is in the room
  error failure_;
};

// Writes a mark and a text, which is cut if it has more than `most` bytes. Flushes.
error write_record(io::writer& w, std::uint64_t mark, const error& why, std::size_t most);

// Messages to be written at once: small ones in one block, and perhaps a larger one last.
class outbox {
 public:
  bool empty() const { return count_ == 0; }
  bool several() const { return count_ > 1; }

  // Whether another message may come with those that are in it.
  bool takes_more() const { return !has_last_ && block_.size() < block_bytes; }

  void add(bytes message);

  // Writes and counts them; none are left.
  void write_to(io::writer& w, counts& done);

  static constexpr std::size_t block_bytes = 16384;

 private:
  std::size_t whole_ones(std::size_t written) const;

  std::string block_;
  bytes last_;
  bool has_last_ = false;
  std::size_t count_ = 0;
};

// Writes the messages of a channel.
class message_writer {
 public:
  // `interrupted`: while it is true no further message is taken on the way.
  message_writer(io::writer& to, const recv_chan<bytes>& from, limits most,
                 const std::atomic<bool>& interrupted = never_interrupted)
      : to_(to),
        from_(from),
        most_(most),
        interrupted_(interrupted),
        early_(cap(from) > 0 && to.gathers()) {}

  // Writes this one, and what else is at hand if that costs less. False: `done` says why it is the
  // last.
  bool write(bytes message) {
    return early_ ? write_together(std::move(message)) : write_in_turn(std::move(message));
  }

  // The channel is closed and drained: its error is the last record. `always`: also without one.
  void finish(bool always = false);

  counts done;

 private:
  static inline const std::atomic<bool> never_interrupted{false};

  bool write_together(bytes message);
  bool write_in_turn(bytes message);
  void write_one(const bytes& message, bool more);
  void note(io::outcome written, std::size_t size);
  bool fits(const bytes& message, error& why) const;
  bool wrote(const error& refused);

  io::writer& to_;
  const recv_chan<bytes>& from_;
  const limits most_;
  const std::atomic<bool>& interrupted_;
  // An unbuffered channel's messages are written one by one: taking one ends its send.
  const bool early_;
  outbox next_;
  std::unique_ptr<char[]> block_;
};

// Sends messages to a channel.
class message_reader {
 public:
  // `much` as read_ahead takes it. `stops`: there may be stop records.
  message_reader(io::reader& from, const send_chan<bytes>& to, limits most, bool much = false,
                 bool stops = false)
      : ahead_(from, much), to_(to), most_(most), stops_(stops) {}

  enum class moved {
    message,
    refused,  // a message, but the channel is closed: `done` says why
    stop,     // `stopped` says why
    last,     // the last record: the channel is closed with its error, `done` says why
    end,      // the end, or a failure: `done` says why
    rests,    // nothing is at hand: the fiber is to rest, and the next step makes another reader
  };
  // Moves one message, or the end. With `wait` it may have the fiber rest before the message's
  // first byte.
  moved move(lsub::detail::readable_rest* wait = nullptr);

  bool much() const { return ahead_.much(); }

  counts done;
  error stopped;  // why the other side receives no more

 private:
  bool read_text(error& text);

  read_ahead ahead_;
  const send_chan<bytes>& to_;
  const limits most_;
  const bool stops_;
};

}  // namespace lsub::nchan
