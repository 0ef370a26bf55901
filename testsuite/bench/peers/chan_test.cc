// What lsub/chan_test.lcc does, as far as the peers have it.
#include <memory>

#include "peer.h"
#include "wait_group.h"

namespace {

using bench::turns;
using peer::buffered;
using peer::unbuffered;

template <class Body>
void parallel(long n, Body body) {
  turns::pool pool(n);
  const wait_group all(bench::workers());
  for (int i = 0; i < bench::workers(); ++i) {
    peer::go([&, all] {
      {
        turns mine(pool);
        body(mine);
      }
      all.done();
    });
  }
  all.wait();
  check(pool.taken == n);
}

void hundred_and_hundred(buffered<long>& c, turns& mine) {
  while (mine.next()) {
    for (int i = 0; i < 100; ++i) c.send(1);
    long x = 0;
    for (int i = 0; i < 100; ++i) check(c.receive(x) && x == 1);
  }
}

void uncontended(long n) {
  parallel(n, [](turns& mine) {
    buffered<long> c(100);
    hundred_and_hundred(c, mine);
  });
}

void contended(long n) {
  buffered<long> c(100 * bench::workers());
  parallel(n, [&](turns& mine) { hundred_and_hundred(c, mine); });
}

void synchronous(long n, int work) {
  const long rounds = 1000;
  const long all = n / rounds / 2 * 2;
  std::atomic<long> units = all;
  std::atomic<long> done = 0;
  unbuffered<long> c;
  const wait_group both(2);
  for (int f = 0; f < 2; ++f) {
    peer::go([&, both] {
      long x = 0;
      for (long unit; (unit = --units) >= 0; ++done) {
        for (long i = 0; i < rounds; ++i) {
          if (unit % 2 == 0) {
            c.receive(x);
            bench::divide(work);
            c.send(0);
            bench::divide(work);
          } else {
            c.send(0);
            bench::divide(work);
            c.receive(x);
            bench::divide(work);
          }
        }
      }
      both.done();
    });
  }
  both.wait();
  check(done == all);
}

template <class Channel>
void producers_consumers(Channel&& c, long n, int work) {
  const int fibers = bench::workers();
  const long rounds = 1000;
  std::atomic<long> units = n / rounds;
  std::atomic<long> received = 0;
  const wait_group all(2 * fibers);
  for (int f = 0; f < fibers; ++f) {
    peer::go([&, all] {
      while (--units >= 0) {
        for (long i = 0; i < rounds; ++i) {
          bench::spend(work);
          c.send(1);
        }
      }
      c.send(0);
      all.done();
    });
    peer::go([&, all] {
      long sum = 0;
      for (long x = 0; c.receive(x) && x != 0;) {
        bench::spend(work);
        sum += x;
      }
      received += sum;
      all.done();
    });
  }
  all.wait();
  check(received == n / rounds * rounds);
}

struct empty {};

void receive_from_closed(long n) {
  buffered<empty> c(n);
  for (long i = 0; i < n; ++i) c.send(empty{});
  c.close();
  bench::start_timer();
  long received = 0;
  for (empty x; c.receive(x);) ++received;
  check(received == n);
}

void creation(long n) {
  parallel(n, [](turns& mine) {
    while (mine.next()) {
      const auto c = std::make_unique<buffered<long>>(1);
      c->send(1);
      long x = 0;
      check(c->receive(x) && x == 1);
    }
  });
}

void semaphore(long n) {
  buffered<empty> c(bench::workers());
  parallel(n, [&](turns& mine) {
    for (empty x; mine.next();) {
      c.send(empty{});
      c.receive(x);
    }
  });
}

const bench::group chan_test{
    {"ChanUncontended", uncontended},
    {"ChanContended", contended},
    {"ChanSync", [](long n) { synchronous(n, 0); }},
    {"ChanSyncWork", [](long n) { synchronous(n, 1000); }},
    {"ChanProdCons0", [](long n) { producers_consumers(unbuffered<long>(), n, 0); }},
    {"ChanProdCons10", [](long n) { producers_consumers(buffered<long>(10), n, 0); }},
    {"ChanProdCons100", [](long n) { producers_consumers(buffered<long>(100), n, 0); }},
    {"ChanProdConsWork0", [](long n) { producers_consumers(unbuffered<long>(), n, 100); }},
    {"ChanProdConsWork10", [](long n) { producers_consumers(buffered<long>(10), n, 100); }},
    {"ChanProdConsWork100", [](long n) { producers_consumers(buffered<long>(100), n, 100); }},
    {"ReceiveDataFromClosedChan", receive_from_closed},
    {"ChanCreation", creation},
    {"ChanSem", semaphore},
};

}  // namespace
