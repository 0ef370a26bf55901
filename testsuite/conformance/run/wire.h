// Carries channels of strings over a stream socket: a small protocol for the tests that need one.
// Plain C++.
//
// Frames: a type (1 byte), a length (4 bytes of this machine), a text. 'v' is a value, 'c' the
// close of the sending side, 'b' (back) the close of the side that receives. Threads block in the
// system calls, not workers; they end when the peer has gone.
#pragma once

#include <lsub/lsub.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <thread>
#include <utility>

// Two ends of a connection within this process.
inline std::pair<int, int> connected_sockets() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) std::abort();
  return {ends[0], ends[1]};
}

inline bool write_frame(int fd, char type, const std::string& text) {
  std::string frame(1, type);
  const auto length = static_cast<std::uint32_t>(text.size());
  frame.append(reinterpret_cast<const char*>(&length), sizeof length);
  frame += text;
  return ::send(fd, frame.data(), frame.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(frame.size());
}

inline bool read_exactly(int fd, void* to, std::size_t n) {
  return n == 0 || ::recv(fd, to, n, MSG_WAITALL) == static_cast<ssize_t>(n);
}

inline bool read_frame(int fd, char& type, std::string& text) {
  std::uint32_t length;
  if (!read_exactly(fd, &type, 1) || !read_exactly(fd, &length, sizeof length)) return false;
  text.resize(length);
  return read_exactly(fd, text.data(), length);
}

struct connection {
  lsub::recv_chan<std::string> in;   // what the peer sends
  lsub::send_chan<std::string> out;  // what the peer gets
};

// Makes `fd` a pair of channels. A close of either, with its error, reaches the peer's other one.
inline connection over_socket(int fd) {
  auto in = lsub::make_chan<std::string>(), out = lsub::make_chan<std::string>();
  std::thread([fd, in, out] {
    char type;
    std::string text;
    while (read_frame(fd, type, text)) {
      if (type == 'v' && !lsub::send(in, text)) {
        write_frame(fd, 'b', cerror(in).message());
      } else if (type == 'c') {
        close(in, text);
      } else if (type == 'b') {
        close(out, text);
      }
    }
    close(in, "hung up");
    close(out, "hung up");
  }).detach();
  std::thread([fd, out] {
    for (const auto& text : out) write_frame(fd, 'v', text);
    write_frame(fd, 'c', cerror(out).message());
  }).detach();
  return {in, out};
}
