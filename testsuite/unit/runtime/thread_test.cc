#include <thread>

#include "support.h"

namespace lsub::test {
namespace {

using detail::receive;

TEST(threads, talk_to_each_other) {
  auto c = make_chan<int>();
  std::thread t([=] {
    for (int i = 0; i < 200; ++i) send(c, i);
    close(c);
  });
  int next = 0;
  for (auto x : c) EXPECT_EQ(x, next++);
  EXPECT_EQ(next, 200);
  t.join();
}

TEST(threads, talk_to_fibers) {
  auto to = make_chan<int>();
  auto from = make_chan<int>(4);
  go([=] {
    for (auto x : to) send(from, x * 2);
    close(from);
  });
  std::thread t([=] {
    for (int i = 0; i < 200; ++i) send(to, i);
    close(to);
  });
  int sum = 0;
  for (auto x : from) sum += x;
  EXPECT_EQ(sum, 200 * 199);
  t.join();
}

TEST(threads, select) {
  auto a = make_chan<int>();
  auto b = make_chan<int>();
  std::thread t([=] {
    for (int i = 0; i < 100; ++i) send(i % 2 == 0 ? a : b, 1);
  });
  int sum = 0;
  for (int i = 0; i < 100; ++i) {
    detail::receive_case ra(a);
    detail::receive_case rb(b);
    sum += detail::select(detail::here(), ra, rb) == 0 ? ra.value() : rb.value();
  }
  EXPECT_EQ(sum, 100);
  t.join();
}

TEST(threads, wake_on_close) {
  auto c = make_chan<int>();
  std::vector<std::thread> blocked;
  for (int i = 0; i < 4; ++i) blocked.emplace_back([=] { EXPECT_FALSE(recv(c)); });
  settle();
  close(c);
  for (auto& t : blocked) t.join();
}

TEST(threads, start_fibers) {
  std::atomic<int> ran{0};
  std::vector<std::thread> ts;
  for (int i = 0; i < 4; ++i) {
    ts.emplace_back([&] {
      for (int k = 0; k < 25; ++k) on_fiber([&] { ++ran; });
    });
  }
  for (auto& t : ts) t.join();
  EXPECT_EQ(ran, 100);
}

TEST(threads, wait_for_a_group) {
  wait_group g;
  g.add(3);
  for (int i = 0; i < 3; ++i) {
    go([&] {
      sleep(1ms);
      g.done();
    });
  }
  std::thread t([&] { g.wait(); });
  g.wait();
  t.join();
}

TEST(stress, many_senders_and_receivers) {
  constexpr int each = sanitized ? 300 : 10'000;
  for (const int capacity : {0, 1, 100}) {
    auto c = make_chan<long>(capacity);
    std::atomic<long> sum{0};
    wait_group receivers;
    receivers.add(5);
    for (int i = 0; i < 5; ++i) {
      go([&, c] {
        for (auto x : c) sum += x;
        receivers.done();
      });
    }
    on_fibers(5, [&](int) {
      for (int i = 1; i <= each; ++i) send(c, static_cast<long>(i));
    });
    close(c);
    receivers.wait();
    EXPECT_EQ(sum, 5L * each * (each + 1) / 2);
  }
}

TEST(stress, a_ring_passes_a_token) {
  constexpr int size = 100;
  constexpr int turns = sanitized ? 20 : 200;
  std::vector<chan<int>> ring;
  for (int i = 0; i < size; ++i) ring.push_back(make_chan<int>());
  for (std::size_t i = 0; i + 1 < size; ++i) {
    go([in = ring[i], out = ring[i + 1]] {
      for (auto x : in) send(out, x + 1);
      close(out);
    });
  }
  on_fiber([&] {
    for (int t = 0; t < turns; ++t) {
      send(ring.front(), 0);
      EXPECT_EQ(receive(ring.back()), size - 1);
    }
    close(ring.front());
    EXPECT_FALSE(recv(ring.back()));
  });
}

TEST(stress, a_prime_sieve) {
  on_fiber([] {
    auto numbers = make_chan<int>();
    auto stop = make_chan<int>();
    go([=] {
      for (int i = 2; send(numbers, i); ++i) {
      }
    });
    chan<int> in = numbers;
    int prime = 0;
    for (int k = 0; k < 50; ++k) {
      prime = receive(in);
      auto out = make_chan<int>();
      go([=] {
        for (auto x : in) {
          if (x % prime != 0 && !send(out, x)) break;
        }
        close(in);
        close(out);
      });
      in = out;
    }
    EXPECT_EQ(prime, 229);
    close(in, "enough");
    while (send(numbers, 1)) {
    }
  });
}

TEST(fairness, a_busy_pair_lets_others_run) {
  on_fiber([] {
    auto a = make_chan<int>();
    auto b = make_chan<int>();
    std::atomic<bool> ran{false};
    go([=] {
      for (auto x : a) send(b, x);
    });
    go([&] { ran = true; });
    int rounds = 0;
    while (!ran && rounds < 100'000) {
      send(a, 1);
      receive(b);
      ++rounds;
    }
    EXPECT_TRUE(ran);
    close(a);
  });
}

TEST(fairness, a_lone_buffer_lets_others_run) {
  on_fiber([] {
    auto c = make_chan<int>(1);
    std::atomic<bool> ran{false};
    go([&] { ran = true; });
    int rounds = 0;
    while (!ran && rounds < 10'000'000) {
      send(c, 1);
      receive(c);
      ++rounds;
    }
    EXPECT_TRUE(ran);
  });
}

TEST(fairness, receivers_are_served_in_turn) {
  on_fiber([] {
    auto c = make_chan<int>();
    auto got = make_chan<int>(3);
    for (int i = 0; i < 3; ++i) {
      go([=] {
        receive(c);
        send(got, i);
      });
      settle();
    }
    for (int i = 0; i < 3; ++i) {
      send(c, 1);
      EXPECT_EQ(receive(got), i);
    }
  });
}

}  // namespace
}  // namespace lsub::test
