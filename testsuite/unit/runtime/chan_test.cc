#include <functional>
#include <set>
#include <unordered_set>

#include "support.h"

namespace lsub::test {
namespace {

using detail::receive;
using detail::receive_ok;

TEST(chan, is_nil_by_default) {
  chan<int> c;
  EXPECT_FALSE(c);
  EXPECT_TRUE(c == nullptr);
  EXPECT_EQ(len(c), 0);
  EXPECT_EQ(cap(c), 0);
  EXPECT_TRUE(cclosed(c));
  EXPECT_FALSE(cerror(c));
  close(c);
  close(c, "ignored");
  EXPECT_FALSE(cerror(c));
}

TEST(chan, refuses_absurd_capacities) {
  EXPECT_THROW(make_chan<int>(-1), std::length_error);
  EXPECT_THROW(make_chan<int>(PTRDIFF_MAX), std::length_error);
  EXPECT_THROW(make_chan<std::string>(std::ptrdiff_t{1} << 59), std::length_error);
}

TEST(chan, buffers_in_order) {
  auto c = make_chan<int>(3);
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(send(c, i));
    EXPECT_EQ(len(c), 3);
    EXPECT_EQ(cap(c), 3);
    EXPECT_FALSE(try_send(c, 9));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(receive(c), i);
    EXPECT_EQ(len(c), 0);
  }
}

TEST(chan, meets_without_a_buffer) {
  on_fiber([] {
    auto c = make_chan<int>();
    std::atomic<bool> sent{false};
    go([c, &sent] {
      send(c, 1);
      sent = true;
      send(c, 2);
    });
    settle();
    EXPECT_FALSE(sent);
    EXPECT_EQ(len(c), 0);
    EXPECT_EQ(receive(c), 1);
    EXPECT_EQ(receive(c), 2);
    EXPECT_TRUE(sent);
  });
}

TEST(chan, keeps_order_through_blocked_senders) {
  on_fiber([] {
    auto c = make_chan<int>(2);
    go([c] {
      for (int i = 0; i < 100; ++i) send(c, i);
      close(c);
    });
    for (int i = 0; i < 100; ++i) EXPECT_EQ(receive(c), i);
    EXPECT_FALSE(receive_ok(c).ok);
  });
}

TEST(chan, compares_and_hashes_by_identity) {
  auto a = make_chan<int>(1);
  auto b = make_chan<int>(1);
  const chan<int> same = a;
  const send_chan<int> out = a;
  const recv_chan<int> in = a;
  EXPECT_TRUE(a == same);
  EXPECT_TRUE(a != b);
  EXPECT_TRUE(out == in);
  EXPECT_TRUE((a < b) != (b < a));
  EXPECT_EQ(std::hash<recv_chan<int>>{}(in), std::hash<chan<int>>{}(a));
  const std::unordered_set<chan<int>> hashed{a, b, same};
  EXPECT_EQ(hashed.size(), 2U);
  const std::set<chan<int>> ordered{a, b, same};
  EXPECT_EQ(ordered.size(), 2U);
}

TEST(chan, converts_to_a_direction_and_never_back) {
  using both = chan<int>;
  using out = send_chan<int>;
  using in = recv_chan<int>;
  static_assert(std::is_convertible_v<both, out> && std::is_convertible_v<both, in>);
  static_assert(!std::is_constructible_v<both, out> && !std::is_constructible_v<both, in>);
  static_assert(!std::is_constructible_v<in, out> && !std::is_constructible_v<out, in>);
  static_assert(!std::is_assignable_v<both&, in> && !std::is_assignable_v<both&, out>);
  static_assert(!std::is_convertible_v<both, bool> && !std::is_convertible_v<both, int>);
  static_assert(!std::is_constructible_v<chan<long>, both>);
}

template <class Channel>
concept sendable = requires(Channel c) {
  detail::send(c, 1);
};
template <class Channel>
concept receivable = requires(Channel c) {
  detail::receive(c);
};
template <class Channel>
concept iterable = requires(Channel c) {
  c.begin();
};

TEST(chan, allows_only_the_operations_of_its_direction) {
  static_assert(sendable<chan<int>> && receivable<chan<int>> && iterable<chan<int>>);
  static_assert(sendable<send_chan<int>> && !receivable<send_chan<int>>);
  static_assert(!iterable<send_chan<int>>);
  static_assert(!sendable<recv_chan<int>> && receivable<recv_chan<int>>);
  static_assert(!sendable<int> && !receivable<int>);
}

TEST(chan, sends_what_converts_to_its_element) {
  auto c = make_chan<std::pair<int, std::string>>(4);
  EXPECT_TRUE(detail::send(c, {1, "x"}));
  EXPECT_TRUE(detail::send(c, std::make_pair(2, "y")));
  EXPECT_EQ(receive(c).second, "x");
  EXPECT_EQ(receive(c).first, 2);
  auto d = make_chan<double>(1);
  detail::send(d, 1);
  EXPECT_EQ(receive(d), 1.0);
}

TEST(chan, works_through_a_derived_type) {
  struct numbers : chan<int> {
    using chan<int>::chan;
    explicit numbers(const chan<int>& c) : chan<int>(c) {}
  };
  numbers c{make_chan<int>(1)};
  EXPECT_TRUE(detail::send(c, 4));
  EXPECT_EQ(len(c), 1);
  EXPECT_EQ(receive(c), 4);
  close(c);
  EXPECT_TRUE(cclosed(c));
}

TEST(chan, carries_channels) {
  auto cc = make_chan<chan<int>>(1);
  {
    auto c = make_chan<int>(1);
    send(c, 7);
    send(cc, c);
  }
  EXPECT_EQ(receive(receive(cc)), 7);
}

TEST(chan, carries_over_aligned_elements) {
  struct alignas(128) wide {
    int value = 0;
  };
  auto c = make_chan<wide>(3);
  for (int i = 0; i < 3; ++i) send(c, wide{i});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(receive(c).value, i);
}

TEST(chan, carries_large_elements) {
  struct block {
    char bytes[100000] = {};
  };
  on_fiber([] {
    auto c = make_chan<std::unique_ptr<block>>();
    go([c] {
      auto b = std::make_unique<block>();
      b->bytes[99999] = 'x';
      send(c, std::move(b));
    });
    EXPECT_EQ(receive(c)->bytes[99999], 'x');
  });
}

TEST(chan, assigns_both_names_of_a_two_value_receive) {
  auto c = make_chan<std::string>(1);
  send(c, "v");
  close(c);
  std::string v;
  bool ok = false;
  detail::assign(v, ok) = receive_ok(c);
  EXPECT_EQ(v, "v");
  EXPECT_TRUE(ok);
  detail::assign(v, ok) = receive_ok(c);
  EXPECT_EQ(v, "");
  EXPECT_FALSE(ok);
}

TEST(chan, assigns_through_proxies) {
  auto c = make_chan<bool>(1);
  send(c, true);
  std::vector<bool> flags(2);
  detail::assign(flags[0], flags[1]) = receive_ok(c);
  EXPECT_TRUE(flags[0]);
  EXPECT_TRUE(flags[1]);
}

TEST(chan, receives_optionals_of_types_without_default) {
  struct strict {
    explicit strict(int v) : value(v) {}
    int value;
  };
  auto c = make_chan<strict>(1);
  send(c, strict(5));
  close(c);
  auto v = recv(c);
  ASSERT_TRUE(v.has_value());
  EXPECT_EQ(v->value, 5);
  EXPECT_FALSE(recv(c).has_value());
}

TEST(chan, tries_without_blocking) {
  auto c = make_chan<int>(1);
  EXPECT_FALSE(try_recv(c));
  EXPECT_TRUE(try_send(c, 1));
  EXPECT_FALSE(try_send(c, 2));
  EXPECT_EQ(try_recv(c), 1);
  auto u = make_chan<int>();
  EXPECT_FALSE(try_send(u, 1));
  EXPECT_FALSE(try_recv(u));
  EXPECT_FALSE(try_send(chan<int>(), 1));
  EXPECT_FALSE(try_recv(chan<int>()));
}

TEST(chan, tries_meet_who_waits) {
  on_fiber([] {
    auto c = make_chan<int>();
    auto done = make_chan<int>(1);
    go([=] { send(done, receive(c)); });
    settle();
    EXPECT_TRUE(try_send(c, 3));
    EXPECT_EQ(receive(done), 3);
    go([=] { send(c, 4); });
    settle();
    EXPECT_EQ(try_recv(c), 4);
  });
}

TEST(chan, a_receive_of_nil_blocks) {
  on_fiber([] {
    std::atomic<bool> passed{false};
    EXPECT_FALSE(recv_for(chan<int>(), 5ms));
    EXPECT_FALSE(send_for(chan<int>(), 1, 5ms));
    EXPECT_FALSE(passed);
  });
}

}  // namespace
}  // namespace lsub::test
