// Many streams of messages, and calls with streams of replies, over one connection.
//
// Plain C++; the package library behind it is linked by lsub++. The bytes on the wire are specified
// in docs/wire/mux.md. Everything blocks only its fiber. Thread-safety: all of it may be used from
// any fiber at any time.
#pragma once

#include <lsub/nchan.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace lsub::nchan {

// What a peer may make this side keep or do. What goes beyond ends the connection with an error
// that names it, but for `queued` and `process`: there it ends the stream. Windows are made small
// enough that all streams together stay within `queued`, so that only messages larger than a window
// can exceed it. A window that makes the peer wait, though the messages are taken as they come,
// doubles until the windows in use are `widening` times as large as one at first.
struct mux_limits {
  std::size_t message = std::size_t{1} << 20;    // bytes of one message
  std::size_t error_text = 1024;                 // bytes of a closing error; more is cut when sent
  std::size_t streams = 256;                     // streams at once, of the peer's and of the own
  std::size_t window = 64;                       // messages of one stream that nobody took yet
  std::size_t window_bytes = 32 << 10;           // their bytes, without the last one's
  std::size_t widening = 8;                      // 1: windows stay as they are
  std::size_t widened = std::size_t{8} << 20;    // bytes by which all windows together have grown
  std::size_t queued = std::size_t{40} << 20;    // bytes that nobody took yet, of all streams
  std::size_t process = std::size_t{64} << 20;   // the same, of all connections of this process
  std::size_t outgoing = std::size_t{128} << 10;  // bytes to be written; then senders wait
  std::size_t answers = 4096;                    // frames to be written that the peer caused
  std::size_t opens = 100'000;                   // streams that the peer opens in one second
  std::chrono::nanoseconds handshake = std::chrono::seconds(10);
  std::chrono::nanoseconds frame_pause = std::chrono::seconds(10);  // in the middle of a frame
  std::chrono::nanoseconds linger = std::chrono::seconds(5);  // for what is under way at close
};

class mux_session;

// One end of a multiplexed connection. Copies are the same end; the last one closes it. Both ends
// may open streams; one has to be the caller, the other one not.
//
// Each stream has credit of its own, which comes back as its receiver takes messages: a receiver
// that stops blocks its own stream only. An end of a stream's channel, by whichever side and with
// whatever error, reaches the other side's channel. When the connection ends, all channels end with
// the reason; messages that had arrived may still be taken, unless this side closed.
class mux {
 public:
  // Ownership: nobody else uses the stream, which is closed when the mux ends.
  mux(io::stream_ptr rw, bool is_caller, mux_limits most = {});

  // Over the messages of a connection, each at most 64 KiB long.
  mux(conn c, bool is_caller, mux_limits most = {});

  // Receives a connection for each stream that the peer opens; its `out` is nil if no reply is
  // expected. Closing it refuses further streams.
  recv_chan<conn> in;

  // A new stream to the peer. It costs nothing on the wire until it is used or closed. On a mux
  // that has ended, a channel closed with the reason.
  send_chan<bytes> out() const;

  struct call {
    send_chan<bytes> out;
    recv_chan<bytes> in;
  };

  // A new stream with a stream of replies.
  call rpc() const;

  // Ends all streams at both ends with the error, or with "mux closed". What was sent before goes
  // out first, as far as the peer takes it in time. Does not wait for that: hup() tells.
  void close(error why = {}) const;

  // Receives the error with which the mux ended, once, when nothing more will be read or written;
  // then it is closed with it.
  recv_chan<error> hup() const;

 private:
  std::shared_ptr<mux_session> session_;
};

}  // namespace lsub::nchan
