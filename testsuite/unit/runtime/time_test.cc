#include <lsub/test.h>

#include "processor_time.h"
#include "support.h"

namespace lsub::test {
namespace {

using detail::receive;
using clock = std::chrono::steady_clock;

TEST(sleep, lasts) {
  on_fiber([] {
    const auto start = clock::now();
    sleep(20ms);
    EXPECT_GE(clock::now() - start, 20ms);
  });
}

TEST(idle, workers_take_no_processor_time) {
  auto c = make_chan<int>();
  on_fiber([&] {
    for (int i = 0; i < 20; ++i) go([=] { receive(c); });
    settle();
    const auto before = processor_time();
    sleep(500ms);
    // A single worker that looks for work all the time would take all of it.
    EXPECT_LT(processor_time() - before, 50ms);
  });
  close(c);
}

TEST(sleep, of_nothing_yields) {
  on_fiber([] {
    bool ran = false;
    go([&] { ran = true; });
    for (int i = 0; i < 1000 && !ran; ++i) sleep(i % 2 == 0 ? 0s : -1s);
  });
}

TEST(sleep, wakes_in_order_of_deadlines) {
  on_fiber([] {
    auto c = make_chan<int>(3);
    for (const int ms : {60, 20, 40}) {
      go([=] {
        sleep(std::chrono::milliseconds(ms));
        send(c, ms);
      });
    }
    EXPECT_EQ(receive(c), 20);
    EXPECT_EQ(receive(c), 40);
    EXPECT_EQ(receive(c), 60);
  });
}

TEST(sleep, of_many_at_once) {
  const auto start = clock::now();
  on_fibers(sanitized ? 500 : 5000, [](int i) { sleep(std::chrono::milliseconds(1 + i % 20)); });
  EXPECT_LT(clock::now() - start, 5s);
}

TEST(sleep, takes_any_duration) {
  on_fiber([] {
    const auto start = clock::now();
    sleep(std::chrono::duration<double>(0.005));
    sleep(1us);
    EXPECT_GE(clock::now() - start, 5ms);
  });
}

TEST(after, gives_the_time_once) {
  const auto start = clock::now();
  auto c = after(10ms);
  EXPECT_EQ(cap(c), 1);
  EXPECT_GE(receive(c) - start, 10ms);
  EXPECT_FALSE(recv_for(c, 20ms));
}

TEST(after, may_be_abandoned) {
  for (int i = 0; i < 10000; ++i) after(1h);
  auto kept = after(5ms);
  receive(kept);
}

TEST(after, takes_enormous_durations) {
  auto c = after(std::chrono::hours::max());
  EXPECT_FALSE(try_recv(c));
}

// Short ones are reckoned in integers, others not: a year is where that changes.
TEST(after, reckons_whatever_the_unit) {
  const fake_clock still;
  const auto now = detail::now();
  constexpr std::chrono::hours year(24 * 365);
  const auto is_exact = [&](auto d) {
    EXPECT_EQ(detail::deadline_after(d), now + std::chrono::ceil<clock::duration>(d)) << d.count();
  };
  is_exact(1ns);
  is_exact(1500us);
  is_exact(std::chrono::duration<std::int64_t, std::pico>(1));
  is_exact(std::chrono::duration<std::int32_t>(60));
  is_exact(2.5s);
  for (const auto d : {year - 1h, year, year + 1h, 100 * year}) {
    is_exact(d);
    is_exact(std::chrono::nanoseconds(d) + 1ns);
  }
  EXPECT_EQ(detail::deadline_after(-1s), now);
  EXPECT_EQ(detail::deadline_after(0h), now);
  EXPECT_EQ(detail::deadline_after(300 * year), clock::time_point::max());
  EXPECT_EQ(detail::deadline_after(std::chrono::years::max()), clock::time_point::max());
}

TEST(tick, goes_on) {
  const auto start = clock::now();
  auto c = tick(3ms);
  for (int i = 0; i < 5; ++i) receive(c);
  EXPECT_GE(clock::now() - start, 15ms);
}

TEST(tick, of_nothing_is_nil) {
  EXPECT_EQ(tick(0s), nullptr);
  EXPECT_EQ(tick(-1ms), nullptr);
  EXPECT_EQ(tick(std::chrono::duration<double>(-0.5)), nullptr);
  EXPECT_NE(tick(std::chrono::duration<double>(1e-12)), nullptr);
}

TEST(tick, drops_what_nobody_reads) {
  auto c = tick(2ms);
  sleep(30ms);
  EXPECT_EQ(len(c), 1);
  EXPECT_TRUE(try_recv(c));
}

TEST(tick, ends_when_closed_or_dropped) {
  for (int i = 0; i < 200; ++i) tick(1ms);
  auto c = tick(1ms);
  close(c, "enough");
  sleep(5ms);
  while (try_recv(c)) {
  }
  EXPECT_TRUE(cclosed(c));
}

TEST(timed, operations_give_up) {
  on_fiber([] {
    auto c = make_chan<int>();
    const auto start = clock::now();
    EXPECT_FALSE(recv_for(c, 10ms));
    EXPECT_FALSE(send_for(c, 1, 10ms));
    EXPECT_GE(clock::now() - start, 20ms);
    EXPECT_FALSE(recv_until(c, clock::now() - 1s));
    EXPECT_FALSE(send_until(c, 1, std::chrono::system_clock::now() + 1ms));
    EXPECT_FALSE(try_send(c, 1));
  });
}

TEST(timed, operations_succeed_in_time) {
  on_fiber([] {
    auto c = make_chan<std::string>();
    go([=] {
      settle();
      send_for(c, "x", 5s);
      recv_for(c, 5s);
    });
    EXPECT_EQ(recv_for(c, 5s), "x");
    EXPECT_TRUE(send_for(c, "y", 5s));
  });
}

TEST(timed, operations_work_on_threads) {
  auto c = make_chan<int>();
  EXPECT_FALSE(recv_for(c, 5ms));
  go([=] {
    sleep(5ms);
    send(c, 3);
  });
  EXPECT_EQ(recv_for(c, 5s), 3);
  go([=] {
    sleep(5ms);
    close(c);
  });
  EXPECT_FALSE(recv_for(c, 5s));
  EXPECT_TRUE(cclosed(c));
}

TEST(timed, operations_race_with_their_deadline) {
  std::atomic<int> sent{0};
  std::atomic<int> received{0};
  auto c = make_chan<int>();
  on_fibers(8, [&](int i) {
    for (int k = 0; k < 100; ++k) {
      if (i % 2 == 0) {
        sent += send_for(c, 1, 50us) ? 1 : 0;
      } else {
        received += recv_for(c, 70us) ? 1 : 0;
      }
    }
  });
  EXPECT_EQ(sent, received);
}

}  // namespace
}  // namespace lsub::test
