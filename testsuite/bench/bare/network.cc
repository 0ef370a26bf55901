// What the kernel alone costs in some rows of the network: one thread and its system calls, no
// fibers, no channels, nothing that another program would need beside them.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "clients.h"
#include "harness.h"

namespace {

constexpr int connections = 1000;

struct address {
  sockaddr_in in = {};
  socklen_t size = sizeof in;
  sockaddr* any() { return reinterpret_cast<sockaddr*>(&in); }
};

int listen_here(address& at) {
  bench::allow_many_files();
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  at.in.sin_family = AF_INET;
  at.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(fd >= 0 && bind(fd, at.any(), at.size) == 0 && listen(fd, SOMAXCONN) == 0);
  check(getsockname(fd, at.any(), &at.size) == 0);
  return fd;
}

void without_delay(int fd) {
  const int on = 1;
  check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
}

int accept_from(int listener) {
  const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  check(fd >= 0);
  without_delay(fd);
  return fd;
}

// Receives once what is there and sends it back. False at the end.
bool echo_once(int fd, long& total) {
  char room[64];
  const ssize_t n = recv(fd, room, sizeof room, MSG_DONTWAIT);
  check(n >= 0);
  if (n == 0) return false;
  check(send(fd, room, std::size_t(n), MSG_DONTWAIT | MSG_NOSIGNAL) == n);
  total += n;
  return true;
}

void tcp_echo_1000(long n) {
  address at;
  const int listener = listen_here(at);
  const auto clients = bench::start_clients({"echo", std::to_string(ntohs(at.in.sin_port)),
                                             std::to_string(connections), std::to_string(n)});
  std::array<int, connections> accepted;
  for (int& fd : accepted) fd = accept_from(listener);
  bench::start_timer();
  const int events = epoll_create1(EPOLL_CLOEXEC);
  for (const int fd : accepted) {
    epoll_event e = {};
    e.events = EPOLLIN;
    e.data.fd = fd;
    check(epoll_ctl(events, EPOLL_CTL_ADD, fd, &e) == 0);
  }
  long total = 0;
  for (int open = connections; open > 0;) {
    epoll_event list[64];
    const int found = epoll_wait(events, list, 64, 10'000);
    check(found > 0);
    for (int i = 0; i < found; ++i) {
      if (echo_once(list[i].data.fd, total)) continue;
      close(list[i].data.fd);
      --open;
    }
  }
  bench::stop_timer();
  check(total == n * 64);
  close(events);
  close(listener);
  bench::end_clients(clients);
}

// Each message a write of its own, as many as fit into 16 KiB, and then one read of them.
template <class Write>
void framed(long n, int to, int from, Write write) {
  constexpr std::size_t message = 8 + 512;
  static char text[message], room[16384];
  long sum = 0;
  for (long i = 0; i < n; ++i) {
    check(write(to, text, message) == ssize_t(message));
    if ((i + 1) % long(sizeof room / message) != 0 && i + 1 < n) continue;
    while (sum < (i + 1) * long(message)) {
      const ssize_t got = read(from, room, sizeof room);
      check(got > 0);
      sum += got;
    }
  }
  close(to);
  check(read(from, room, sizeof room) == 0);
  close(from);
}

void framed512_pipe(long n) {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC) == 0);
  framed(n, ends[1], ends[0],
         [](int fd, const char* text, std::size_t size) { return write(fd, text, size); });
}

void framed512_tcp(long n) {
  address at;
  const int listener = listen_here(at), near = socket(AF_INET, SOCK_STREAM, 0);
  check(near >= 0 && connect(near, at.any(), at.size) == 0);
  without_delay(near);
  const int far = accept_from(listener);
  close(listener);
  framed(n, near, far, [](int fd, const char* text, std::size_t size) {
    return send(fd, text, size, MSG_NOSIGNAL);
  });
}

const bench::group all{
    {"tcp_echo_1000", tcp_echo_1000},
    {"framed512_pipe", framed512_pipe},
    {"framed512_tcp", framed512_tcp},
};

}  // namespace

int main(int argc, char** argv) {
  return bench::run(argc, argv);
}
