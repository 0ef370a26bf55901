// Deadlines, by a clock that jumps: exact, and without waiting.
#include <lsub/test.h>

#include <mutex>
#include <set>
#include <thread>

#include "support.h"

namespace lsub::test {
namespace {

TEST(deadlines, of_receive) {
  on_fiber([] {
    const fake_clock clock;
    auto c = make_chan<int>();
    EXPECT_FALSE(recv_for(c, 3h));
    EXPECT_EQ(clock.elapsed(), 3h);
    EXPECT_FALSE(recv_until(c, clock.now() + 1h));
    EXPECT_EQ(clock.elapsed(), 4h);
    EXPECT_FALSE(cclosed(c));
  });
}

TEST(deadlines, of_send) {
  on_fiber([] {
    const fake_clock clock;
    auto c = make_chan<std::unique_ptr<int>>();
    auto value = std::make_unique<int>(1);
    EXPECT_FALSE(send_for(c, std::move(value), 2h));
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(clock.elapsed(), 2h);
    EXPECT_FALSE(send_until(c, std::move(value), clock.now() + 2h));
    EXPECT_NE(value, nullptr);
    EXPECT_EQ(clock.elapsed(), 4h);
  });
}

TEST(deadlines, of_wait) {
  on_fiber([] {
    const fake_clock clock;
    wait_group group;
    group.add(2);
    EXPECT_FALSE(group.wait_for(1h));
    EXPECT_EQ(clock.elapsed(), 1h);
    go([&] {
      sleep(30min);
      group.done();
      sleep(15min);
      group.done();
    });
    EXPECT_TRUE(group.wait_until(clock.now() + 1h));
    EXPECT_EQ(clock.elapsed(), 1h + 45min);
    EXPECT_TRUE(group.wait_for(0s));
  });
}

TEST(deadlines, are_kept_when_in_time) {
  on_fiber([] {
    const fake_clock clock;
    auto c = make_chan<int>();
    go([=] {
      sleep(59min);
      send(c, 1);
    });
    EXPECT_EQ(recv_for(c, 1h), 1);
    EXPECT_EQ(clock.elapsed(), 59min);
    go([=] {
      sleep(1min);
      recv(c);
    });
    EXPECT_TRUE(send_for(c, 2, 1h));
    EXPECT_EQ(clock.elapsed(), 1h);
  });
}

TEST(deadlines, in_the_past_only_try) {
  on_fiber([] {
    const fake_clock clock;
    auto c = make_chan<int>(1);
    EXPECT_FALSE(recv_for(c, -1s));
    EXPECT_TRUE(send_until(c, 5, clock.now() - 1h));
    EXPECT_FALSE(send_for(c, 6, 0s));
    EXPECT_EQ(recv_until(c, clock.now()), 5);
    wait_group group;
    group.add();
    EXPECT_FALSE(group.wait_until(clock.now() - 1s));
    EXPECT_LT(clock.elapsed(), 1ms);
  });
}

TEST(deadlines, end_early_at_a_close) {
  on_fiber([] {
    const fake_clock clock;
    auto c = make_chan<int>();
    go([=] {
      sleep(1h);
      close(c, "gone");
    });
    EXPECT_FALSE(recv_for(c, 2h));
    EXPECT_EQ(clock.elapsed(), 1h);
    EXPECT_FALSE(send_for(c, 1, 2h));
    EXPECT_EQ(clock.elapsed(), 1h);
    EXPECT_EQ(cerror(c), "gone");
  });
}

TEST(deadlines, of_an_ordinary_thread) {
  const fake_clock clock;
  auto c = make_chan<int>();
  EXPECT_FALSE(recv_for(c, 5h));
  EXPECT_EQ(clock.elapsed(), 5h);
  sleep(1h);
  wait_group group;
  group.add();
  EXPECT_FALSE(group.wait_for(1h));
  EXPECT_EQ(clock.elapsed(), 7h);
  mutex m;
  EXPECT_TRUE(m.try_lock_for(1h));
  EXPECT_FALSE(m.try_lock_for(1h));
  EXPECT_EQ(clock.elapsed(), 8h);
}

TEST(deadlines, of_many_on_one_group) {
  on_fiber([] {
    const fake_clock clock;
    wait_group group;
    group.add();
    std::atomic<int> in_time{0};
    wait_group waiters;
    waiters.add(10);
    for (int i = 0; i < 10; ++i) {
      go([&, i] {
        if (group.wait_for(std::chrono::minutes(10 * i + 5))) ++in_time;
        waiters.done();
      });
    }
    go([&] {
      sleep(60min);
      group.done();
    });
    waiters.wait();
    EXPECT_EQ(in_time, 4);
    EXPECT_EQ(clock.elapsed(), 60min);
  });
}

TEST(deadlines, of_lock) {
  on_fiber([] {
    const fake_clock clock;
    mutex m;
    EXPECT_TRUE(m.try_lock_for(1h));
    EXPECT_EQ(clock.elapsed(), 0h);
    EXPECT_FALSE(m.try_lock_for(3h));
    EXPECT_EQ(clock.elapsed(), 3h);
    EXPECT_FALSE(m.try_lock_until(clock.now() + 1h));
    EXPECT_EQ(clock.elapsed(), 4h);
    go([&] {
      sleep(59min);
      m.unlock();
    });
    {
      const std::unique_lock hold(m, 1h);
      EXPECT_TRUE(hold.owns_lock());
      EXPECT_EQ(clock.elapsed(), 4h + 59min);
      const std::unique_lock again(m, clock.now() + 1min);
      EXPECT_FALSE(again.owns_lock());
    }
    EXPECT_TRUE(m.try_lock_until(clock.now() - 1h));
    m.unlock();
  });
}

TEST(deadlines, of_lock_in_the_past_only_try) {
  on_fiber([] {
    const fake_clock clock;
    mutex m;
    EXPECT_TRUE(m.try_lock_for(0s));
    EXPECT_FALSE(m.try_lock_for(0s));
    EXPECT_FALSE(m.try_lock_for(-1h));
    EXPECT_FALSE(m.try_lock_until(clock.now() - 1h));
    EXPECT_LT(clock.elapsed(), 1ms);
  });
}

TEST(deadlines, of_locks_let_others_have_their_turn) {
  on_fiber([] {
    const fake_clock clock;
    mutex m;
    m.lock();
    std::string order;
    wait_group ended;
    ended.add(4);
    const auto want = [&](char name, std::chrono::minutes patience) {
      go([&, name, patience] {
        if (m.try_lock_for(patience)) {
          order += name;
          m.unlock();
        } else {
          order += '-';
        }
        ended.done();
      });
      sleep(1min);
    };
    want('a', 10min);
    want('b', 90min);
    want('c', 20min);
    go([&] {
      m.lock();
      order += 'd';
      m.unlock();
      ended.done();
    });
    sleep(1h);
    EXPECT_EQ(order, "--");
    m.unlock();
    ended.wait();
    EXPECT_EQ(order, "--bd");
  });
}

// Whatever the schedule, the waiter without a deadline gets the mutex, and nobody else meanwhile.
TEST(deadlines, of_locks_under_all_schedules) {
  on_fiber([] {
    struct scene {
      mutex m;
      int inside = 0;
      int ended = 0;
      std::string seen;

      void hold(char name, std::chrono::microseconds d) {
        EXPECT_EQ(inside++, 0);
        seen += name;
        sleep(d);
        --inside;
        m.unlock();
      }
    };
    std::shared_ptr<scene> s;
    std::set<std::string> all;
    const exploration e = explore(
        [&] {
          s = std::make_shared<scene>();
          go([s] {
            s->m.lock();
            s->hold('a', 2us);
            ++s->ended;
          });
          go([s] {
            if (s->m.try_lock_for(3us)) s->hold('b', 1us);
            ++s->ended;
          });
          go([s] {
            s->m.lock();
            s->hold('c', 2us);
            ++s->ended;
          });
        },
        [&] {
          EXPECT_EQ(s->ended, 3);
          EXPECT_TRUE(s->m.try_lock());
          all.insert(s->seen);
        });
    EXPECT_TRUE(e.complete);
    // Who waits for b waits a microsecond, who waits for another one two: b for one of them only.
    EXPECT_EQ(all, (std::set<std::string>{"abc", "cba", "bac", "bca", "ac", "ca"}));
  });
}

TEST(fake_clock, ticks_in_order) {
  on_fiber([] {
    const fake_clock clock;
    const auto start = clock.now();
    auto day = tick(24h);
    auto late = after(36h);
    std::string order;
    for (int i = 0; i < 3; ++i) {
      detail::receive_case<std::chrono::steady_clock::time_point> of_day(day);
      detail::receive_case<std::chrono::steady_clock::time_point> of_late(late);
      if (detail::select(detail::here(), of_day, of_late) == 0) {
        EXPECT_EQ((of_day.value() - start) % 24h, 0h);
        order += 'd';
      } else {
        EXPECT_EQ(of_late.value() - start, 36h);
        order += 'l';
      }
    }
    EXPECT_EQ(order, "dld");
    EXPECT_EQ(clock.elapsed(), 48h);
  });
}

TEST(fake_clock, stands_still_while_somebody_runs) {
  on_fiber([] {
    const fake_clock clock;
    auto late = after(1ms);
    std::this_thread::sleep_for(5ms);
    EXPECT_FALSE(try_recv(late));
    EXPECT_LT(clock.elapsed(), 1ms);
  });
}

TEST(fake_clock, advances_when_told) {
  on_fiber([] {
    fake_clock clock;
    auto late = after(1h);
    clock.advance(59min);
    EXPECT_FALSE(try_recv(late));
    clock.advance(1min);
    EXPECT_TRUE(try_recv(late));
  });
}

TEST(fake_clock, lets_pollers_reach_their_deadline) {
  on_fiber([] {
    const fake_clock clock;
    auto late = after(2ms);
    int polls = 0;
    while (!try_recv(late)) ++polls;
    EXPECT_GT(polls, 10);
    EXPECT_LT(clock.elapsed(), 10ms);
  });
}

}  // namespace
}  // namespace lsub::test
