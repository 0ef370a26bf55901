// What lsub/fibers.lcc, lsub/sync.lcc and lsub/scale.lcc do, as far as the peers have it.
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "peer.h"
#include "wait_group.h"

namespace {

using peer::unbuffered;

void spawn(long n) {
  const wait_group all(n);
  std::atomic<long> ran = 0;
  for (long i = 0; i < n; ++i) {
    peer::go([&ran, all] {
      ran.fetch_add(1, std::memory_order_relaxed);
      all.done();
    });
  }
  all.wait();
  check(ran == n);
}

void spawn_in_turn(long n) {
  unbuffered<long> c;
  const wait_group all(n);
  long sum = 0;
  for (long i = 0; i < n; ++i) {
    peer::go([&c, all] {
      c.send(1);
      all.done();
    });
    long x = 0;
    check(c.receive(x));
    sum += x;
  }
  all.wait();
  check(sum == n);
}

void skynet_node(std::shared_ptr<unbuffered<long>> out, long first, long size) {
  if (size == 1) return out->send(first);
  auto results = std::make_shared<unbuffered<long>>();
  for (long i = 0; i < 10; ++i) {
    peer::go([=] { skynet_node(results, first + i * (size / 10), size / 10); });
  }
  long sum = 0;
  for (int i = 0; i < 10; ++i) {
    long x = 0;
    check(results->receive(x));
    sum += x;
  }
  out->send(sum);
}

void skynet(long n) {
  long leaves = 1;
  while (leaves * 10 <= n) leaves *= 10;
  auto result = std::make_shared<unbuffered<long>>();
  peer::go([=] { skynet_node(result, 0, leaves); });
  long sum = 0;
  check(result->receive(sum) && sum == leaves * (leaves - 1) / 2);
}

void ring(long n) {
  constexpr int size = 503;
  peer::buffered<long> result(1);
  std::deque<unbuffered<long>> c(size);
  const wait_group all(size);
  for (int i = 0; i < size; ++i) {
    peer::go([&, i, all] {
      for (long token; c[std::size_t(i)].receive(token);) {
        if (token == 0) {
          result.send(i + 1);
        } else {
          c[std::size_t((i + 1) % size)].send(token - 1);
        }
      }
      all.done();
    });
  }
  c[0].send(n);
  long id = 0;
  check(result.receive(id) && id == n % size + 1);
  for (auto& one : c) one.close();
  all.wait();
}

struct visit {
  long colour = 0;
  unbuffered<long>* reply = nullptr;
};

void chameneos(long n) {
  constexpr long colours[] = {0, 1, 2, 1, 2, 0, 1, 2, 1, 0};
  unbuffered<visit> place;
  std::atomic<long> sum = 0;
  const wait_group all(10);
  for (const long first : colours) {
    peer::go([&, first, all] {
      unbuffered<long> reply;
      long colour = first;
      long meetings = 0;
      for (;;) {
        place.send(visit{colour, &reply});
        long other = 0;
        check(reply.receive(other));
        if (other < 0) break;
        if (colour != other) colour = 3 - colour - other;
        ++meetings;
      }
      sum += meetings;
      all.done();
    });
  }
  visit a, b;
  for (long i = 0; i < n; ++i) {
    check(place.receive(a) && place.receive(b));
    a.reply->send(b.colour);
    b.reply->send(a.colour);
  }
  for (int i = 0; i < 10; ++i) {
    check(place.receive(a));
    a.reply->send(-1);
  }
  all.wait();
  check(sum == 2 * n);
}

// The chain of filters stays behind, blocked.
void sieve(long n) {
  auto* c = new unbuffered<long>;
  peer::go([c] {
    for (long i = 2;; ++i) c->send(i);
  });
  long prime = 0;
  for (long i = 0; i < n; ++i) {
    check(c->receive(prime));
    auto* next = new unbuffered<long>;
    peer::go([c, next, prime] {
      for (long x; c->receive(x);) {
        if (x % prime != 0) next->send(x);
      }
    });
    c = next;
  }
  if (n == 2000) check(prime == 17389);
  if (n == 4000) check(prime == 37813);
}

void take_turns(long n) {
  const wait_group both(2);
  for (int f = 0; f < 2; ++f) {
    peer::go([=] {
      for (long i = 0; i < n / 2; ++i) peer::yield();
      both.done();
    });
  }
  both.wait();
}

void uncontended(long n) {
  peer::mutex guard;
  long counter = 0;
  for (long i = 0; i < n; ++i) {
    guard.lock();
    bench::opaque(++counter);
    guard.unlock();
  }
  check(counter == n);
}

void park(long n) {
  const long before = bench::resident_bytes();
  bench::start_timer();
  auto* gate = new unbuffered<long>;
  const wait_group started(n), ended(n);
  for (long i = 0; i < n; ++i) {
    peer::go([=] {
      started.done();
      long x = 0;
      check(!gate->receive(x));
      ended.done();
    });
  }
  started.wait();
  bench::stop_timer();
  bench::report("bytes", double(bench::resident_bytes() - before) / double(n));
  const double start = bench::now_ns();
  gate->close();
  ended.wait();
  bench::report("wake_ns", (bench::now_ns() - start) / double(n));
}

const bench::group fibers{
    {"spawn_1M", spawn},    {"spawn_seq", spawn_in_turn}, {"skynet_1M", skynet},
    {"ring503", ring},      {"chameneos", chameneos},     {"sieve_2000", sieve},
    {"sieve_4000", sieve},  {"yield", take_turns},        {"mutex_unc", uncontended},
    {"park_1000", park},    {"park_10000", park},         {"park_100000", park},
    {"park_1000000", park},
};

}  // namespace
