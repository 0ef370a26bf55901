// What lsub/channel.lcc and lsub/slices.lcc do, as far as the peers have it.
#include <cstddef>
#include <span>
#include <vector>

#include "peer.h"
#include "wait_group.h"

namespace {

using peer::buffered;
using peer::unbuffered;

void pingpong(long n) {
  unbuffered<long> there, back;
  const wait_group ended(1);
  peer::go([&, ended] {
    for (long x; there.receive(x);) back.send(x + 1);
    back.close();
    ended.done();
  });
  for (long i = 0; i < n; ++i) {
    there.send(i);
    long x = 0;
    check(back.receive(x) && x == i + 1);
  }
  there.close();
  ended.wait();
}

template <class Channel>
void one_to_one(Channel&& c, long n, long skew = 0) {
  const wait_group ended(1);
  peer::go([&, ended] {
    for (long i = 0; i < n; ++i) c.send(i + (i == n / 2 ? skew : 0));
    c.close();
    ended.done();
  });
  long sum = 0;
  for (long x; c.receive(x);) sum += x;
  ended.wait();
  check(sum == n * (n - 1) / 2);
}

template <class Channel>
void many_to_many(Channel&& c, long n, int fibers) {
  const long each = n / fibers;
  std::atomic<long> sum = 0;
  const wait_group producers(fibers), consumers(fibers);
  for (int f = 0; f < fibers; ++f) {
    peer::go([&, producers] {
      for (long i = 0; i < each; ++i) c.send(i);
      producers.done();
    });
    peer::go([&, consumers] {
      long mine = 0;
      for (long x; c.receive(x);) mine += x;
      sum += mine;
      consumers.done();
    });
  }
  producers.wait();
  c.close();
  consumers.wait();
  check(sum == fibers * (each * (each - 1) / 2));
}

void buffered_pair(long n) {
  buffered<long> c(128);
  long sum = 0;
  for (long i = 0; i < n; ++i) {
    c.send(i);
    long x = 0;
    check(c.receive(x));
    sum += x;
  }
  check(sum == n * (n - 1) / 2);
}

void closed_receive(long n) {
  unbuffered<long> c;
  c.close();
  long x = 0;
  for (long i = 0; i < n; ++i) check(!c.receive(x));
}

// On the heap, as channels are that fibers share.
template <class Channel, class... Args>
void make(long n, Args... args) {
  for (long i = 0; i < n; ++i) {
    auto* c = new Channel(args...);
    bench::opaque(c);
    delete c;
  }
}

void work(long n, int rounds) {
  constexpr int fibers = 4;
  buffered<long> c(64);
  std::atomic<std::uint64_t> all = 0;
  const wait_group ended(fibers + 1);
  peer::go([&, ended] {
    for (long i = 0; i < n; ++i) c.send(i);
    c.close();
    ended.done();
  });
  for (int f = 0; f < fibers; ++f) {
    peer::go([&, ended] {
      std::uint64_t sum = 0;
      for (long x; c.receive(x);) sum += bench::scramble(std::uint64_t(x % 16 + 1), rounds);
      all += sum;
      ended.done();
    });
  }
  ended.wait();
  bench::stop_timer();
  std::uint64_t sum = all;
  for (long x = 0; x < 16; ++x) {
    const long times = n / 16 + (x < n % 16 ? 1 : 0);
    sum -= std::uint64_t(times) * bench::scramble(std::uint64_t(x + 1), rounds);
  }
  check(sum == 0);
}

constexpr std::size_t block = 512;

template <class Channel>
void slices(Channel&& c, long n) {
  std::vector<std::byte> bytes(block);
  const wait_group ended(1);
  peer::go([&, ended] {
    for (long i = 0; i < n; ++i) c.send(bytes);
    c.close();
    ended.done();
  });
  long sum = 0;
  for (std::span<std::byte> slice; c.receive(slice);) sum += long(slice.size());
  ended.wait();
  check(sum == n * long(block));
}

void allocated_slices(long n) {
  buffered<std::vector<std::byte>> c(100);
  const wait_group ended(1);
  peer::go([&, ended] {
    for (long i = 0; i < n; ++i) c.send(std::vector<std::byte>(block));
    c.close();
    ended.done();
  });
  long sum = 0;
  for (std::vector<std::byte> slice; c.receive(slice);) sum += long(slice.size());
  ended.wait();
  check(sum == n * long(block));
}

using slice = std::span<std::byte>;

const bench::group channel{
    {"pingpong", pingpong},
    {"unbuf_spsc", [](long n) { one_to_one(unbuffered<long>(), n); }},
    {"buf100_spsc", [](long n) { one_to_one(buffered<long>(100), n); }},
    {"buf128_spsc", [](long n) { one_to_one(buffered<long>(128), n); }},
    {"mpmc_4x4_c128", [](long n) { many_to_many(buffered<long>(128), n, 4); }},
    {"mpmc_4x4_c1", [](long n) { many_to_many(buffered<long>(1), n, 4); }},
    {"mpmc_4x4_c0", [](long n) { many_to_many(unbuffered<long>(), n, 4); }},
    {"mpmc_64x64_c128", [](long n) { many_to_many(buffered<long>(128), n, 64); }},
    {"buf_uncontended_pair", buffered_pair},
    {"closed_recv", closed_receive},
    {"make_chan0", make<unbuffered<long>>},
    {"make_chan10", [](long n) { make<buffered<long>>(n, 10L); }},
    {"work_1us", [](long n) { work(n, 610); }},
    {"work_3us", [](long n) { work(n, 1830); }},
    {"work_10us", [](long n) { work(n, 6100); }},
    {"planted_wrong_sum", [](long n) { one_to_one(buffered<long>(100), n, 1); }},
    {"slice512_unbuf", [](long n) { slices(unbuffered<slice>(), n); }},
    {"slice512_buf100", [](long n) { slices(buffered<slice>(100), n); }},
    {"slice512_buf100_alloc", allocated_slices},
};

}  // namespace
