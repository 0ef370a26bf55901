// wait_group and mutex.
#include <chrono>
#include <mutex>

#include "program.h"

namespace races {
namespace {

using lsub::make_chan;

const program wait_group_waits("no_race_wait_group", [] {
  for (int round = 0; round < 100; ++round) {
    int cells[4] = {};
    lsub::wait_group ended;
    ended.add(4);
    for (int i = 0; i < 4; ++i) {
      lsub::go([&, i] {
        cells[i] = i + 1;
        ended.done();
      });
    }
    ended.wait();
    check(cells[0] + cells[1] + cells[2] + cells[3] == 10);
  }
});

const program wait_group_many("no_race_wait_group_many_waiters", [] {
  for (int round = 1; round <= 100; ++round) {
    lsub::wait_group ready;
    ready.add();
    int n = 0;
    on_fibers(4, [&](int i) {
      if (i == 2) {
        n = round;
        ready.done();
      } else {
        ready.wait();
        check(n == round);
      }
    });
  }
});

const program mutex_excludes("no_race_mutex", [] {
  lsub::mutex m;
  int n = 0;
  on_fibers(6, [&](int i) {
    for (int k = 0; k < 200; ++k) {
      const std::scoped_lock hold(m);
      ++n;
      if (k % 16 == i) lsub::yield();
    }
  });
  check(n == 1200);
});

const program mutex_tried("no_race_mutex_tried", [] {
  lsub::mutex m;
  int n = 0;
  on_fibers(4, [&](int) {
    for (int k = 0; k < 100;) {
      if (!m.try_lock()) {
        lsub::yield();
        continue;
      }
      ++n;
      ++k;
      m.unlock();
    }
  });
  check(n == 400);
});

const program mutex_timed("no_race_mutex_timed", [] {
  lsub::mutex m;
  int n = 0;
  std::atomic<int> taken{0};
  on_fibers(4, [&](int i) {
    for (int k = 0; k < 200; ++k) {
      if (!m.try_lock_for(std::chrono::microseconds((k + i) % 20))) continue;
      ++n;
      taken.fetch_add(1, std::memory_order_relaxed);
      if (k % 8 == 0) lsub::yield();
      m.unlock();
    }
  });
  check(n == taken.load());
});

// done before the access instead of after it.
const program done_too_early("race_done_too_early", [] {
  cells all;
  meeting both;
  lsub::wait_group early;
  early.add();
  together(
      [&] {
        early.done();
        both.touch(all);
      },
      [&] {
        early.wait();
        both.touch(all);
      });
});

const program two_mutexes("race_two_mutexes", [] {
  cells all;
  meeting both;
  lsub::mutex mine[2];
  const auto run = [&](lsub::mutex& m) {
    const std::scoped_lock hold(m);
    both.touch(all);
  };
  together([&] { run(mine[0]); }, [&] { run(mine[1]); });
});

const program try_lock_ignored("race_try_lock_ignored", [] {
  cells all;
  meeting locked;
  meeting both;
  lsub::mutex m;
  together(
      [&] {
        const std::scoped_lock hold(m);
        locked.pass();
        both.touch(all);
      },
      [&] {
        locked.pass();
        check(!m.try_lock());
        both.touch(all);
      });
});

}  // namespace
}  // namespace races
