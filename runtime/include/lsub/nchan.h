// Channels of messages over byte streams.
//
// Plain C++; the package library behind it is linked by lsub++. The bytes on the wire are specified
// in docs/wire/nchan.md. Everything blocks only its fiber.
#pragma once

#include <lsub/chan.h>
#include <lsub/error.h>
#include <lsub/io.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace lsub::nchan {

using bytes = std::string;

// What was moved, and what ended it; bytes on the wire, but for those of an error record.
struct counts {
  std::size_t messages = 0;
  std::size_t bytes = 0;
  error failure;
};

// What a peer, or the own side, may ask for. Beyond it is a failure.
struct limits {
  std::size_t message = std::size_t{1} << 20;  // bytes of one message
  std::size_t error_text = 1024;               // of a closing error: a longer one is cut when sent
  // Time for a connection's peer to end when this side has ended both directions.
  std::chrono::nanoseconds linger = std::chrono::seconds(10);
};

// Writes each message as it is, until the channel is closed (its error is the failure), a write
// fails or a message is empty. Closes nothing.
counts write_bytes_to(io::writer& w, recv_chan<bytes> c);

// Sends what each read gives, 16 KiB at most, until the end, a failure, or the channel is closed
// (its error is the failure). Closes nothing.
counts read_bytes_from(io::reader& r, send_chan<bytes> c);

// Writes each message with its length. The channel's closing error, if any, is written as the last
// record and is the failure. Flushes after each message a writer that flushes; to one that
// gathers it writes what a buffered channel holds at once. Messages of a channel without a buffer
// are written one by one; while another sender waits, one that holds is told so. Closes nothing.
counts write_msgs_to(io::writer& w, recv_chan<bytes> c, limits most = {});

// Sends each message that write_msgs_to wrote. Without a failure at a clean end; with an error
// record, the channel is closed with it. Otherwise the channel stays open. Reads ahead: what
// follows on the reader may be lost.
counts read_msgs_from(io::reader& r, send_chan<bytes> c, limits most = {});

// A full-duplex connection: messages come from `in` and go to `out`.
struct conn {
  std::string tag;
  recv_chan<bytes> in;
  send_chan<bytes> out;
};

// Two fibers move messages between the stream and channels with room for `nbuf` each. Each channel
// ends with its closing error at the peer's other one: `out` after what was sent, `in` when the
// next message comes. When a direction has ended its half of the stream is closed, then its
// channel, then `win` or `wout`, all with the error; a stream that can't close by halves is closed
// as a whole when reading ends, and tells no errors of who receives.
conn make_conn(io::stream_ptr rw, std::size_t nbuf = 0, chan<bool> win = {}, chan<bool> wout = {},
               limits most = {});

// A connection to itself: what goes out comes in. Closing either side, with or without an error,
// ends the other one with that error after the messages that were under way.
conn make_pipe(std::size_t nbuf = 0);

// Two connections, each one's `out` the other one's `in`.
std::pair<conn, conn> make_conn_pipe(std::size_t nbuf = 0);

// A closed channel.
recv_chan<bytes> null();

// All messages of the channel in one, once it is closed, and its error.
std::pair<bytes, error> string(recv_chan<bytes> c);

// A writer whose writes are messages of the channel. Closing it closes the channel.
std::shared_ptr<io::writer> writer(send_chan<bytes> c);

// A reader of the channel's messages, one after another. The end is the channel's, or an empty
// message. Closing it closes the channel, with "hangup" unless there is a reason.
std::shared_ptr<io::reader> reader(recv_chan<bytes> c);

// The lines in what the messages hold, each with its separator; the last one may have none. Ends of
// either channel reach the other one, with their errors.
recv_chan<bytes> lines(recv_chan<bytes> c, char separator = '\n');

// A string within a message: its length in four bytes, least first, then the text.
// Errors: std::length_error if it has 4 GiB.
void put_string(bytes& to, const std::string& text);

// Takes one from the front of `from`. Nothing left is an empty string; failures are "short buffer"
// (no whole length) and "short string", and then `from` is as it was.
std::pair<std::string, error> get_string(std::string_view& from);

}  // namespace lsub::nchan
