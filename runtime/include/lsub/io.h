// Input and output that blocks only the fiber: streams over descriptors, sockets and memory.
//
// Plain C++; the package library behind it is linked by lsub++. Thread-safety: of a stream one
// fiber may read while another writes; more of them take turns. close and the deadlines may be used
// at any time.
#pragma once

#include <lsub/detail/clock.h>
#include <lsub/error.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace lsub::detail {
class readable_rest;
}  // namespace lsub::detail

namespace lsub::io {

using time_point = detail::clock::time_point;
inline constexpr time_point never = time_point::max();

// What an operation did, and what ended it early.
struct outcome {
  std::size_t count = 0;
  error failure;
};

class reader {
 public:
  virtual ~reader() = default;

  // Blocks: until there is something. Reads up to `most` bytes; none, without a failure, is the
  // end.
  virtual outcome read(char* to, std::size_t most) = 0;

  // Nobody will read here any more. The writer at the other end learns why if the kind can tell it.
  virtual void close_read(error why = {}) = 0;

  // Whether close_read tells it.
  virtual bool tells_writer() const noexcept { return false; }

  // For the library's own loops (detail/rest.h). As read, or nothing and the rest has begun: then
  // the next step calls it again. Who can't wait without a stack leaves it as it is.
  virtual outcome read_or_rest(char* to, std::size_t most, detail::readable_rest&) {
    return read(to, most);
  }
};

class writer {
 public:
  virtual ~writer() = default;

  // Blocks: until all is taken; less was only with a failure.
  virtual outcome write(std::string_view data) = 0;

  // Writes the parts in turn, at once where the kind can. Counts all of them.
  virtual outcome write_parts(const std::string_view* parts, std::size_t n);

  // Whether one long write costs less than several short ones, and reaches its reader no later.
  virtual bool gathers() const noexcept { return false; }

  // Whether it is of use to know that more follows. Then write_more, otherwise as write, may keep
  // the data back: for what is written next, or push, or before a write that has to wait.
  virtual bool holds() const noexcept { return false; }
  virtual outcome write_more(std::string_view data) { return write(data); }
  virtual void push() {}

  // Whether it keeps data back until flush.
  virtual bool flushes() const noexcept { return false; }
  virtual error flush() { return {}; }

  // Nobody will write here any more: the reader at the other end finds the end, or learns why if
  // the kind can tell it.
  virtual void close_write(error why = {}) = 0;
};

class stream : public reader, public writer {
 public:
  // Whether one direction can be closed and the other one used further. Otherwise close_read and
  // close_write only end the use at this side.
  virtual bool half_closes() const noexcept = 0;

  // Who the other end has proven to be; empty if it had to prove nothing.
  virtual std::string peer() { return {}; }

  // The address of the other end, as dial and listen write it; empty if it has none, as a pipe and
  // most who dial Unix sockets, or is connected no more. Nobody has proven it, and the name of a
  // Unix socket holds any bytes.
  virtual std::string remote() { return {}; }

  // Whether machines beside the two may read or change what passes.
  virtual bool exposed() { return false; }

  // Ends both directions; what blocks in them ends with a failure.
  virtual void close(error why = {}) = 0;

  // Operations that would block past the deadline fail with std::errc::timed_out, those under way
  // too. A deadline that has passed may be replaced.
  virtual void set_read_deadline(time_point) {}
  virtual void set_write_deadline(time_point) {}
};

using stream_ptr = std::shared_ptr<stream>;

// A stream, or why there is none.
struct opened {
  stream_ptr stream;
  error failure;
};

// The failure of operations on what was closed at this side.
error closed_error();

// A stream over a descriptor, which it closes when it ends. Sockets and pipes wait in the poller;
// what the kernel can't watch, such as a regular file, is read and written by helper threads.
// The first stream over something that is no socket gives SIGPIPE an empty handler if it had none.
// Requires: nobody else reads or writes the descriptor's open file, for it becomes non-blocking.
opened open_descriptor(int fd);

// Standard input and output as one stream. They stay blocking, for other processes may share them.
stream_ptr standard();

// As open(2). Errors: the system's.
opened open_file(const std::string& path, int flags, unsigned mode = 0666);

// Two ends of a pipe of the kernel: what is written to the second is read from the first.
struct opened_pipe {
  stream_ptr reader, writer;
  error failure;
};
opened_pipe open_pipe();

// A pipe in memory. A write blocks until readers took all of it; each end's closing error is what
// the other end's operations fail with.
struct memory_pipe {
  stream_ptr reader, writer;
};
memory_pipe make_pipe();

// Two connected streams of two such pipes.
std::pair<stream_ptr, stream_ptr> make_connection();

// One stream of two: reads from one, writes to the other. Both directions close apart.
stream_ptr join(std::shared_ptr<reader> from, std::shared_ptr<writer> to);

// Networks are "tcp", "tcp4", "tcp6" and "unix". An address is "host:port" ("[::1]:80"; no host:
// any when listening, else the loopback), or a path ("@name": Linux's abstract names).
opened dial(std::string_view network, const std::string& address, time_point deadline = never);

class listener {
 public:
  virtual ~listener() = default;

  // Blocks: until somebody dials. Errors: the system's, such as EMFILE; the listener stays usable.
  virtual opened accept() = 0;

  // As dial takes it, with the port that the system chose for port 0.
  virtual std::string address() const = 0;

  virtual void set_deadline(time_point t) = 0;

  // Ends accepts under way. A Unix socket's path is removed.
  virtual void close() = 0;
};

struct opened_listener {
  std::shared_ptr<io::listener> listener;
  error failure;
};
opened_listener listen(std::string_view network, const std::string& address);

// Reads ahead and keeps writes back until flush, or until `size` bytes wait.
stream_ptr buffered(stream_ptr under, std::size_t size = 16384);

// For tests: a stream that fails as planned.
struct faults {
  std::size_t read_most = SIZE_MAX;    // bytes read at once
  std::size_t reads_end = SIZE_MAX;    // bytes until reading fails
  std::size_t writes_end = SIZE_MAX;   // bytes until writing fails; the last write is cut
  error failure = "injected failure";  // null: reads end, writes fail with closed_error()
};
stream_ptr faulty(stream_ptr under, faults plan);

}  // namespace lsub::io
