// Deadlines, by a clock that jumps: exact, and without waiting.
#include <lsub/test.h>

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
