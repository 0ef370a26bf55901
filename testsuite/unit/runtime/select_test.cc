#include <array>

#include "support.h"

namespace lsub::test {
namespace {

using detail::here;
using detail::ordered_select;
using detail::receive;
using detail::receive_case;
using detail::select;
using detail::select_default;
using detail::send_case;

TEST(select, takes_the_ready_case) {
  auto a = make_chan<int>(1);
  auto b = make_chan<int>(1);
  send(b, 2);
  receive_case ra(a);
  receive_case rb(b);
  EXPECT_EQ(select(here(), ra, rb), 1U);
  EXPECT_EQ(rb.value(), 2);
}

TEST(select, takes_default_if_none_is_ready) {
  auto a = make_chan<int>();
  int v = 1;
  receive_case r(a);
  send_case s(a, v);
  EXPECT_EQ(select_default(here(), r, s), 2U);
  EXPECT_EQ(select_default(here()), 0U);
  EXPECT_EQ(detail::ordered_select_default(here(), r), 1U);
}

TEST(select, ignores_nil) {
  chan<int> nil;
  auto a = make_chan<int>(1);
  send(a, 1);
  int v = 0;
  receive_case r(nil);
  send_case s(nil, v);
  receive_case ra(a);
  EXPECT_EQ(select(here(), r, s, ra), 2U);
  receive_case again(nil);
  EXPECT_EQ(select_default(here(), again), 1U);
}

TEST(select, finds_a_closed_channel_ready_both_ways) {
  auto c = make_chan<std::string>(2);
  send(c, "left");
  close(c);
  std::string v = "kept";
  send_case s(c, v);
  EXPECT_EQ(select_default(here(), s), 0U);
  EXPECT_FALSE(s.ok());
  EXPECT_EQ(v, "kept");
  receive_case first(c);
  EXPECT_EQ(select(here(), first), 0U);
  auto [value, ok] = first.value_ok();
  EXPECT_EQ(value, "left");
  EXPECT_TRUE(ok);
  receive_case second(c);
  EXPECT_EQ(select(here(), second), 0U);
  EXPECT_FALSE(second.value_ok().ok);
}

TEST(select, sends) {
  auto c = make_chan<std::unique_ptr<int>>(1);
  auto p = std::make_unique<int>(4);
  send_case s(c, p);
  EXPECT_EQ(select(here(), s), 0U);
  EXPECT_TRUE(s.ok());
  EXPECT_EQ(p, nullptr);
  EXPECT_EQ(*receive(c), 4);
}

// Small, and moved only.
struct ticket {
  explicit ticket(int n) : number(n) {}
  ticket(ticket&&) = default;
  int number;
};
static_assert(std::is_trivially_copyable_v<ticket> && !std::is_copy_constructible_v<ticket>);

// On an ordinary thread, which has no quick way, and on a fiber.
TEST(select, sends_a_small_value_that_is_moved_only) {
  const auto sends_one = [] {
    auto c = make_chan<ticket>(1);
    ticket first(1), second(2);
    send_case sent(c, first), full(c, second);
    EXPECT_EQ(select_default(here(), sent), 0U);
    EXPECT_TRUE(sent.ok());
    EXPECT_EQ(select_default(here(), full), 1U);
    EXPECT_FALSE(full.ok());
    EXPECT_EQ(recv(c)->number, 1);
    close(c);
    send_case closed(c, second);
    EXPECT_EQ(select_default(here(), closed), 0U);
    EXPECT_FALSE(closed.ok());
    EXPECT_EQ(second.number, 2);
  };
  sends_one();
  on_fiber(sends_one);
}

TEST(select, gives_a_small_value_to_a_blocked_receiver) {
  on_fiber([] {
    auto c = make_chan<ticket>();
    auto done = make_chan<int>(1);
    go([=] { send(done, recv(c)->number); });
    for (;;) {
      ticket t(3);
      send_case s(c, t);
      if (select_default(here(), s) == 0) break;
    }
    EXPECT_EQ(receive(done), 3);
  });
}

TEST(select, moves_only_from_the_chosen) {
  auto a = make_chan<std::string>(1);
  auto b = make_chan<std::string>();
  std::string va = "a";
  std::string vb = "b";
  send_case sa(a, va);
  send_case sb(b, vb);
  EXPECT_EQ(select(here(), sa, sb), 0U);
  EXPECT_EQ(vb, "b");
}

TEST(select, wakes_on_send) {
  on_fiber([] {
    auto a = make_chan<int>();
    auto b = make_chan<int>();
    go([=] {
      settle();
      send(b, 9);
    });
    receive_case ra(a);
    receive_case rb(b);
    EXPECT_EQ(select(here(), ra, rb), 1U);
    EXPECT_EQ(rb.value(), 9);
    EXPECT_FALSE(try_send(a, 1));
    EXPECT_FALSE(try_send(b, 1));
  });
}

TEST(select, wakes_on_receive) {
  on_fiber([] {
    auto a = make_chan<int>();
    auto got = make_chan<int>(1);
    go([=] {
      settle();
      send(got, receive(a));
    });
    int v = 8;
    send_case s(a, v);
    EXPECT_EQ(select(here(), s), 0U);
    EXPECT_TRUE(s.ok());
    EXPECT_EQ(receive(got), 8);
  });
}

TEST(select, wakes_on_close_and_looks_again) {
  on_fiber([] {
    auto a = make_chan<int>();
    auto b = make_chan<int>();
    go([=] {
      settle();
      close(b, "over");
    });
    int v = 1;
    receive_case ra(a);
    send_case sb(b, v);
    EXPECT_EQ(select(here(), ra, sb), 1U);
    EXPECT_FALSE(sb.ok());
    EXPECT_EQ(cerror(b).message(), "over");
  });
}

TEST(select, never_meets_itself) {
  on_fiber([] {
    auto c = make_chan<int>();
    int v = 1;
    receive_case r(c);
    send_case s(c, v);
    EXPECT_EQ(select_default(here(), r, s), 2U);
    go([=] {
      settle();
      EXPECT_EQ(receive(c), 1);
    });
    receive_case r2(c);
    send_case s2(c, v);
    EXPECT_EQ(select(here(), r2, s2), 1U);
  });
}

TEST(select, fires_once_with_one_channel_in_many_cases) {
  on_fiber([] {
    auto c = make_chan<int>();
    go([=] {
      settle();
      send(c, 1);
      send(c, 2);
    });
    receive_case a(c);
    receive_case b(c);
    receive_case d(c);
    select(here(), a, b, d);
    EXPECT_EQ(receive(c), 2);
  });
}

TEST(select, chooses_uniformly) {
  std::array<int, 3> taken{};
  auto a = make_chan<int>(1);
  auto b = make_chan<int>(1);
  auto c = make_chan<int>(1);
  constexpr int rounds = 3000;
  for (int i = 0; i < rounds; ++i) {
    try_send(a, 1);
    try_send(b, 1);
    try_send(c, 1);
    receive_case ra(a);
    receive_case rb(b);
    receive_case rc(c);
    ++taken[select(here(), ra, rb, rc)];
  }
  for (const int n : taken) EXPECT_NEAR(n, rounds / 3, rounds / 15);
}

TEST(select, ordered_takes_the_first_ready) {
  auto a = make_chan<int>(1);
  auto b = make_chan<int>(1);
  for (int i = 0; i < 100; ++i) {
    send(b, 1);
    receive_case ra(a);
    receive_case rb(b);
    EXPECT_EQ(ordered_select(here(), ra, rb), 1U);
    send(a, 1);
    send(b, 1);
    receive_case ra2(a);
    receive_case rb2(b);
    EXPECT_EQ(ordered_select(here(), ra2, rb2), 0U);
    receive(b);
  }
}

TEST(select, takes_more_than_64_cases) {
  on_fiber([] {
    constexpr std::size_t n = 150;
    std::vector<chan<int>> channels;
    for (std::size_t i = 0; i < n; ++i) channels.push_back(make_chan<int>());
    const auto choose = [&](bool blocking) {
      int value = 0;
      case_records all(n);
      for (auto& c : channels)
        all.add(detail::head(c), detail::select_case::direction::receive, &value);
      return detail::select_among(all.begin(), n, detail::policy::random, blocking, here());
    };
    EXPECT_EQ(choose(false), n);
    for (const std::size_t k : {std::size_t{0}, std::size_t{77}, n - 1}) {
      go([c = channels[k]] { send(c, 1); });
      EXPECT_EQ(choose(true), k);
    }
  });
}

TEST(select, survives_its_handle_being_overwritten) {
  on_fiber([] {
    auto c = make_chan<int>();
    auto done = make_chan<int>(1);
    chan<int>* shared = &c;
    go([=] {
      auto& lsub_c = *shared;
      receive_case r(lsub_c);
      select(here(), r);
      send(done, r.value());
    });
    settle();
    const send_chan<int> out = c;
    c = nullptr;
    send(out, 6);
    EXPECT_EQ(receive(done), 6);
  });
}

TEST(select, meets_another_select) {
  on_fiber([] {
    auto a = make_chan<int>();
    auto b = make_chan<int>();
    auto sums = make_chan<long>(2);
    constexpr int n = sanitized ? 300 : 3000;
    go([=] {
      for (int i = 0; i < n; ++i) {
        int v = 1;
        send_case sa(a, v);
        send_case sb(b, v);
        select(here(), sa, sb);
      }
      send(sums, 0L);
    });
    long sum = 0;
    for (int i = 0; i < n; ++i) {
      receive_case ra(a);
      receive_case rb(b);
      sum += select(here(), ra, rb) == 0 ? ra.value() : rb.value();
    }
    EXPECT_EQ(sum, n);
    receive(sums);
  });
}

TEST(select, polling_starves_nobody) {
  on_fiber([] {
    auto c = make_chan<int>();
    std::atomic<bool> stop{false};
    go([=] { send(c, 1); });
    for (;;) {
      receive_case r(c);
      if (select_default(here(), r) == 0) break;
    }
    EXPECT_FALSE(stop);
  });
}

TEST(select, times_out) {
  on_fiber([] {
    auto c = make_chan<int>();
    auto timer = after(5ms);
    receive_case r(c);
    receive_case t(timer);
    EXPECT_EQ(select(here(), r, t), 1U);
    t.discard();
  });
}

TEST(select, destroys_an_unread_value) {
  const int before = counted::alive;
  {
    auto c = make_chan<counted>(1);
    send(c, counted(1));
    receive_case r(c);
    EXPECT_EQ(select(here(), r), 0U);
  }
  EXPECT_EQ(counted::alive, before);
}

TEST(select, stress_delivers_each_value_once) {
  constexpr int channels = 4;
  constexpr int each = sanitized ? 200 : 2000;
  std::vector<chan<int>> cs;
  for (int i = 0; i < channels; ++i) cs.push_back(make_chan<int>(i % 3));
  std::atomic<long> sent{0};
  std::atomic<long> received{0};
  wait_group senders;
  senders.add(4);
  for (int k = 0; k < 4; ++k) {
    go([&, k] {
      for (int i = 0; i < each; ++i) {
        int v = i * 4 + k;
        int w = v;
        send_case a(cs[static_cast<std::size_t>(k)], v);
        send_case b(cs[static_cast<std::size_t>((k + 1) % channels)], w);
        select(here(), a, b);
        sent += i * 4 + k;
      }
      senders.done();
    });
  }
  wait_group receivers;
  receivers.add(3);
  for (int k = 0; k < 3; ++k) {
    go([&] {
      for (int open = channels; open > 0;) {
        receive_case a(cs[0]);
        receive_case b(cs[1]);
        receive_case c(cs[2]);
        receive_case d(cs[3]);
        receive_case<int>* all[] = {&a, &b, &c, &d};
        const auto [v, ok] = all[select(here(), a, b, c, d)]->value_ok();
        received += v;
        if (!ok) {
          open = 0;
          for (auto& ch : cs) {
            while (auto rest = recv(ch)) received += *rest;
          }
        }
      }
      receivers.done();
    });
  }
  senders.wait();
  for (auto& c : cs) close(c);
  receivers.wait();
  EXPECT_EQ(sent, received);
}

}  // namespace
}  // namespace lsub::test
