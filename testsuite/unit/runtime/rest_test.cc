// Fibers that rest: what ends a rest, and that no stack is held meanwhile.
#include <lsub/test.h>
#include <unistd.h>

#include "core/fiber.h"
#include "resting.h"
#include "support.h"

namespace lsub::test {
namespace {

using detail::wait_kind;

struct fibers {
  int blocked = 0;    // those that wait in the given way
  int on_stacks = 0;  // of them
};
fibers waiting_for(wait_kind kind) {
  struct query {
    wait_kind kind;
    fibers found;
  } q{kind, {}};
  detail::each_live_fiber(
      [](detail::fiber& f, void* to) {
        auto& into = *static_cast<query*>(to);
        if (f.waiting.kind != into.kind) return;
        ++into.found.blocked;
        into.found.on_stacks += f.context != nullptr ? 1 : 0;
      },
      &q);
  return q.found;
}

void relay_one_by_one(int n) {
  auto in = make_chan<int>(), out = make_chan<int>();
  start_relay(in, out);
  for (int i = 0; i < n; ++i) {
    EXPECT_TRUE(send(in, i));
    EXPECT_EQ(detail::receive(out), i);
  }
  close(in);
  EXPECT_EQ(recv(out), std::nullopt);
}

TEST(rest, ends_with_a_value) {
  on_fiber([] { relay_one_by_one(1000); });
}

TEST(rest, ends_with_values_of_a_thread) {
  relay_one_by_one(100);
}

TEST(rest, takes_what_is_buffered) {
  auto in = make_chan<int>(8), out = make_chan<int>(8);
  for (int i = 0; i < 8; ++i) send(in, i);
  close(in, "enough");
  start_relay(in, out);
  for (int i = 0; i < 8; ++i) EXPECT_EQ(recv(out), i);
  EXPECT_EQ(recv(out), std::nullopt);
  EXPECT_EQ(cerror(out).message(), "enough");
}

TEST(rest, takes_from_senders_that_wait) {
  auto in = make_chan<int>(), out = make_chan<int>(8);
  on_fiber([&] {
    for (int i = 0; i < 4; ++i) go([=] { send(in, i); });
    settle();
    start_relay(in, out);
    int sum = 0;
    for (int i = 0; i < 4; ++i) sum += detail::receive(out);
    EXPECT_EQ(sum, 6);
    close(in);
    EXPECT_EQ(recv(out), std::nullopt);
  });
}

TEST(rest, ends_with_the_close) {
  auto in = make_chan<int>(), out = make_chan<int>();
  start_relay(in, out);
  settle();
  close(in, "no more");
  EXPECT_EQ(recv(out), std::nullopt);
  EXPECT_EQ(cerror(out).message(), "no more");
}

TEST(rest, is_found_by_who_does_not_wait) {
  auto in = make_chan<int>(), out = make_chan<int>(2);
  on_fiber([&] {
    EXPECT_FALSE(try_send(in, 1));
    start_relay(in, out);
    settle();
    EXPECT_TRUE(try_send(in, 1));
    settle();
    auto nothing = make_chan<int>();
    int two = 2;
    detail::send_case<int> to_it(in, two);
    detail::receive_case<int> other(nothing);
    EXPECT_EQ(detail::select_default(detail::here(), to_it, other), 0U);
    EXPECT_EQ(detail::receive(out), 1);
    EXPECT_EQ(detail::receive(out), 2);
    close(in);
    EXPECT_EQ(recv(out), std::nullopt);
  });
}

TEST(rest, is_found_by_a_select_that_waits) {
  auto in = make_chan<int>(), out = make_chan<int>();
  auto never_ready = make_chan<int>();
  go([=] {
    for (int i = 0; i < 100; ++i) {
      int value = i;
      detail::send_case<int> to_it(in, value);
      detail::receive_case<int> other(never_ready);
      EXPECT_EQ(detail::select(detail::here(), other, to_it), 1U);
    }
    close(in);
  });
  start_relay(in, out);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(detail::receive(out), i);
  EXPECT_EQ(recv(out), std::nullopt);
}

TEST(rest, holds_no_stack) {
  constexpr int many = sanitized ? 300 : 2000;
  auto out = make_chan<int>(many);
  std::vector<chan<int>> in;
  on_fiber([&] {
    const fibers before = waiting_for(wait_kind::receive);
    for (int i = 0; i < many; ++i) {
      in.push_back(make_chan<int>());
      start_relay(in.back(), out);
    }
    const auto all_rest = [&] {
      fibers now = waiting_for(wait_kind::receive);
      while (now.blocked - before.blocked < many) {
        settle();
        now = waiting_for(wait_kind::receive);
      }
      EXPECT_EQ(now.on_stacks - before.on_stacks, 0);
    };
    all_rest();
    for (int round = 0; round < 3; ++round) {
      for (auto& c : in) send(c, round);
      for (int i = 0; i < many; ++i) EXPECT_EQ(detail::receive(out), round);
      all_rest();
    }
  });
  for (auto& c : in) close(c);
  // The first of them closes it for all; who comes too late is not heard.
  while (recv(out)) {
  }
  settle();
}

TEST(rest, ends_when_a_descriptor_can_be_read) {
  connected c;
  on_fiber([&] {
    auto read = start_reader(c.b);
    for (char x = 'a'; x <= 'z'; ++x) {
      if (x % 4 == 0) settle();
      c.a.write_one(x);
      EXPECT_EQ(detail::receive(read), x);
    }
    c.b.shut();
    EXPECT_EQ(recv(read), std::nullopt);
  });
}

TEST(rest, of_a_reader_holds_no_stack) {
  constexpr int many = sanitized ? 50 : 200;
  std::vector<connected> all(many);
  std::vector<chan<int>> read;
  on_fiber([&] {
    const fibers before = waiting_for(wait_kind::reading);
    for (auto& c : all) read.push_back(start_reader(c.b));
    fibers now;
    while ((now = waiting_for(wait_kind::reading)).blocked - before.blocked < many) settle();
    EXPECT_EQ(now.on_stacks - before.on_stacks, 0);
    for (auto& c : all) c.a.write_one('x');
    for (auto& r : read) EXPECT_EQ(detail::receive(r), 'x');
    for (auto& c : all) c.b.shut();
    for (auto& r : read) EXPECT_EQ(recv(r), std::nullopt);
  });
}

TEST(rest, ends_when_the_other_end_hangs_up) {
  const both_ends ends;
  watched w(ends.fds[0]);
  on_fiber([&] {
    auto read = start_reader(w);
    settle();
    ::close(ends.fds[1]);
    EXPECT_EQ(recv(read), std::nullopt);
    EXPECT_FALSE(cerror(read));
  });
}

TEST(rest, ends_when_a_descriptor_is_shut) {
  for (const bool early : {false, true}) {
    connected c;
    on_fiber([&] {
      if (early) c.b.shut();
      auto read = start_reader(c.b);
      settle();
      c.b.shut();
      EXPECT_EQ(recv(read), std::nullopt);
      EXPECT_EQ(cerror(read).message(), "shut");
    });
  }
}

TEST(rest, is_interrupted) {
  connected c;
  on_fiber([&] {
    auto read = start_reader(c.b);
    settle();
    c.b.interrupt(direction::reading);
    EXPECT_EQ(detail::receive(read), -1);
    c.a.write_one('x');
    EXPECT_EQ(detail::receive(read), 'x');
    c.b.shut();
    EXPECT_EQ(recv(read), std::nullopt);
  });
}

TEST(rest, in_chosen_schedules) {
  on_fiber([] {
    // Whoever is left of another test has ended by then.
    settle();
    const auto found = explore([] {
      auto in = make_chan<int>(), out = make_chan<int>();
      start_relay(in, out);
      go([=] {
        send(in, 1);
        close(in, "over");
      });
      EXPECT_EQ(recv(out), 1);
      EXPECT_EQ(recv(out), std::nullopt);
      EXPECT_EQ(cerror(out).message(), "over");
    });
    EXPECT_TRUE(found.complete);
    EXPECT_GT(found.schedules, 3U);
  });
}

TEST(rest, by_the_simulated_clock) {
  auto in = make_chan<int>(), out = make_chan<int>();
  on_fiber([&] {
    fake_clock time;
    start_relay(in, out);
    go([=] {
      sleep(24h);
      send(in, 7);
      close(in);
    });
    EXPECT_EQ(recv(out), 7);
    EXPECT_EQ(recv(out), std::nullopt);
    EXPECT_EQ(time.elapsed(), 24h);
  });
}

TEST(rest, is_a_leak_when_nobody_ends_it) {
  auto in = make_chan<int>(), out = make_chan<int>();
  const no_leaks all_ended;
  start_relay(in, out);
  EXPECT_EQ(all_ended.leaked(), 1U);
  close(in);
  EXPECT_EQ(recv(out), std::nullopt);
}

}  // namespace
}  // namespace lsub::test
