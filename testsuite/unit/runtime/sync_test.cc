#include <mutex>
#include <thread>

#include "support.h"

namespace lsub::test {
namespace {

TEST(wait_group, passes_at_zero) {
  wait_group g;
  g.wait();
  g.add(2);
  g.done();
  g.done();
  g.wait();
}

TEST(wait_group, waits_for_all) {
  wait_group g;
  std::atomic<int> ended{0};
  g.add(20);
  for (int i = 0; i < 20; ++i) {
    go([&] {
      yield();
      ++ended;
      g.done();
    });
  }
  g.wait();
  EXPECT_EQ(ended, 20);
}

TEST(wait_group, wakes_many_waiters) {
  wait_group g;
  g.add();
  std::atomic<int> woken{0};
  wait_group all;
  all.add(10);
  for (int i = 0; i < 10; ++i) {
    go([&] {
      g.wait();
      ++woken;
      all.done();
    });
  }
  settle();
  EXPECT_EQ(woken, 0);
  g.done();
  all.wait();
  EXPECT_EQ(woken, 10);
}

TEST(wait_group, may_be_used_again) {
  wait_group g;
  for (int round = 0; round < 100; ++round) {
    g.add(2);
    go([&] { g.done(); });
    go([&] { g.done(); });
    g.wait();
  }
}

TEST(wait_group, may_end_with_its_last_wait) {
  for (int round = 0; round < (sanitized ? 200 : 5000); ++round) {
    auto g = std::make_unique<wait_group>();
    g->add();
    go([p = g.get()] { p->done(); });
    g->wait();
  }
}

class wait_group_death : public process_test {};

TEST_F(wait_group_death, refuses_a_negative_counter) {
  EXPECT_DEATH(wait_group().done(), "wait_group: negative counter");
}

TEST(mutex, excludes) {
  mutex m;
  long sum = 0;
  constexpr int each = sanitized ? 200 : 5000;
  on_fibers(8, [&](int) {
    for (int i = 0; i < each; ++i) {
      const std::scoped_lock hold(m);
      ++sum;
    }
  });
  EXPECT_EQ(sum, 8L * each);
}

TEST(mutex, excludes_across_parking) {
  mutex m;
  int inside = 0;
  on_fibers(6, [&](int) {
    for (int i = 0; i < 20; ++i) {
      const std::scoped_lock hold(m);
      EXPECT_EQ(inside++, 0);
      yield();
      --inside;
    }
  });
}

TEST(mutex, tries) {
  mutex m;
  EXPECT_TRUE(m.try_lock());
  EXPECT_FALSE(m.try_lock());
  m.unlock();
  EXPECT_TRUE(m.try_lock());
  m.unlock();
}

TEST(mutex, locks_several_at_once) {
  mutex a;
  mutex b;
  int n = 0;
  on_fibers(4, [&](int i) {
    for (int k = 0; k < 50; ++k) {
      if (i % 2 == 0) {
        const std::scoped_lock hold(a, b);
        ++n;
      } else {
        const std::scoped_lock hold(b, a);
        ++n;
      }
    }
  });
  EXPECT_EQ(n, 200);
}

TEST(mutex, starves_nobody) {
  on_fiber([] {
    mutex m;
    std::atomic<bool> stop{false};
    wait_group g;
    g.add(2);
    go([&] {
      while (!stop) {
        const std::scoped_lock hold(m);
        yield();
      }
      g.done();
    });
    go([&] {
      for (int i = 0; i < 20; ++i) {
        const std::scoped_lock hold(m);
      }
      stop = true;
      g.done();
    });
    g.wait();
  });
}

// Deadlines pass all the time, at the moment of an unlock too; those without one must get through.
TEST(mutex, excludes_those_with_deadlines) {
  mutex m;
  int inside = 0;
  long sum = 0;
  long taken = 0;
  const auto work = [&] {
    EXPECT_EQ(inside++, 0);
    ++sum;
    if (sum % 8 == 0) yield();
    --inside;
    m.unlock();
  };
  constexpr int each = sanitized ? 200 : 2000;
  std::atomic<long> timed{0};
  std::thread t([&] {
    for (int i = 0; i < each; ++i) {
      if (!m.try_lock_for(std::chrono::microseconds(i % 20))) continue;
      ++timed;
      work();
    }
  });
  on_fibers(6, [&](int f) {
    for (int i = 0; i < each; ++i) {
      if (f < 2) {
        m.lock();
        ++taken;
        work();
      } else if (m.try_lock_until(std::chrono::steady_clock::now() +
                                  std::chrono::microseconds(i % 20))) {
        ++timed;
        work();
      }
    }
  });
  t.join();
  EXPECT_EQ(taken, 2L * each);
  EXPECT_EQ(sum, taken + timed);
  EXPECT_TRUE(m.try_lock());
}

TEST(mutex, is_shared_with_threads) {
  mutex m;
  long sum = 0;
  std::thread t([&] {
    for (int i = 0; i < 500; ++i) {
      const std::scoped_lock hold(m);
      ++sum;
    }
  });
  on_fibers(3, [&](int) {
    for (int i = 0; i < 500; ++i) {
      const std::scoped_lock hold(m);
      ++sum;
    }
  });
  t.join();
  EXPECT_EQ(sum, 2000);
}

}  // namespace
}  // namespace lsub::test
