// The other end of the rows over 1,000 connections, the same for every side: one thread over epoll.
//
//     lsub_bench_load echo PORT CONNECTIONS MESSAGES   64-byte messages, one under way per connection
//     lsub_bench_load hold PORT CONNECTIONS            connects, and stays until standard input ends
//
// Runs on the last processor. Status 1: an echo was not what was sent.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "check.h"

namespace {

constexpr std::size_t message = 64;

struct connection {
  int fd = -1;
  std::size_t got = 0;  // of the echo that is under way
  unsigned char mark = 0;
  char room[message];
};

void stay_on_last_processor() {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(std::max(0L, sysconf(_SC_NPROCESSORS_ONLN) - 1), &set);
  check(sched_setaffinity(0, sizeof set, &set) == 0);
}

int dial(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(fd >= 0 && connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0);
  const int on = 1;
  check(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0);
  return fd;
}

void send_one(connection& c) {
  char text[message];
  std::memset(text, ++c.mark, message);
  c.got = 0;
  check(send(c.fd, text, message, MSG_NOSIGNAL) == message);
}

// True when the whole echo has come.
bool take_echo(connection& c) {
  const ssize_t n = recv(c.fd, c.room + c.got, message - c.got, MSG_DONTWAIT);
  check(n > 0);
  c.got += static_cast<std::size_t>(n);
  if (c.got < message) return false;
  check(std::all_of(c.room, c.room + message,
                    [&](char b) { return static_cast<unsigned char>(b) == c.mark; }));
  return true;
}

void echo(std::vector<connection>& all, long messages) {
  const int events = epoll_create1(0);
  for (std::size_t i = 0; i < all.size(); ++i) {
    epoll_event e = {};
    e.events = EPOLLIN;
    e.data.u64 = i;
    check(epoll_ctl(events, EPOLL_CTL_ADD, all[i].fd, &e) == 0);
  }
  long sent = 0;
  for (auto& c : all) {
    if (sent++ < messages) send_one(c);
  }
  for (long done = 0; done < messages;) {
    epoll_event list[256];
    const int n = epoll_wait(events, list, 256, 10'000);
    check(n > 0);
    for (int i = 0; i < n; ++i) {
      connection& c = all[list[i].data.u64];
      if (!take_echo(c)) continue;
      ++done;
      if (sent++ < messages) send_one(c);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  check(argc >= 4);
  stay_on_last_processor();
  rlimit files = {};
  check(getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = files.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &files) == 0);
  std::vector<connection> all(std::strtoul(argv[3], nullptr, 10));
  for (auto& c : all) c.fd = dial(std::atoi(argv[2]));
  if (argc == 5) {
    echo(all, std::atol(argv[4]));
  } else {
    char byte = 0;
    while (read(0, &byte, 1) > 0) {
    }
  }
}
