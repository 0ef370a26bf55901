#include "chan/channel.h"
#include "core/records.h"
#include "support.h"

namespace lsub::test {
namespace {

using detail::receive;

TEST(lifetime, frees_buffered_values_with_the_channel) {
  const int before = counted::alive;
  {
    auto c = make_chan<counted>(10);
    for (int i = 0; i < 7; ++i) send(c, counted(i));
    receive(c);
    EXPECT_EQ(counted::alive, before + 6);
  }
  EXPECT_EQ(counted::alive, before);
}

TEST(lifetime, last_handle_of_any_direction_frees) {
  const int before = counted::alive;
  recv_chan<counted> in;
  {
    auto c = make_chan<counted>(2);
    send(c, counted(1));
    in = c;
    const send_chan<counted> out = c;
    send(out, counted(2));
  }
  EXPECT_EQ(counted::alive, before + 2);
  EXPECT_EQ(receive(in).value, 1);
  in = nullptr;
  EXPECT_EQ(counted::alive, before);
}

TEST(lifetime, handles_survive_self_assignment) {
  auto c = make_chan<int>(1);
  send(c, 1);
  auto& same = c;
  c = same;
  EXPECT_EQ(receive(c), 1);
  chan<int> moved = std::move(c);
  EXPECT_FALSE(c);  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(moved);
}

TEST(lifetime, a_blocked_operation_keeps_its_channel) {
  on_fiber([] {
    auto c = make_chan<int>();
    auto done = make_chan<bool>(1);
    auto* handle = &c;
    go([=] { send(done, detail::receive_ok(*handle).ok); });
    settle();
    const recv_chan<int> other = c;
    c = make_chan<int>();
    close(other);
    EXPECT_FALSE(receive(done));
  });
}

std::size_t live_channels() {
  std::size_t n = 0;
  detail::records<detail::channel>::each([&](const detail::channel& c) { n += c.live ? 1 : 0; });
  return n;
}

// Receives from the second of two channels.
void select_second(const chan<int>& first, const chan<int>& second) {
  detail::receive_case<int> a(first), b(second);
  EXPECT_EQ(detail::select(detail::here(), a, b), 1U);
  EXPECT_EQ(b.value(), 1);
}

TEST(lifetime, a_select_ends_a_channel_that_only_it_waited_on) {
  on_fiber([] {
    auto gone = make_chan<int>(), other = make_chan<int>();
    wait_group end;
    end.add();
    const std::size_t before = live_channels();
    go([&] {
      select_second(gone, other);
      end.done();
    });
    settle();
    gone = nullptr;
    EXPECT_EQ(live_channels(), before);
    send(other, 1);
    end.wait();
    EXPECT_EQ(live_channels(), before - 1);
  });
}

TEST(lifetime, a_select_is_woken_by_a_timer_whose_handle_has_gone) {
  on_fiber([] {
    using time_point = std::chrono::steady_clock::time_point;
    recv_chan<time_point> timer = after(std::chrono::milliseconds(200));
    auto other = make_chan<int>();
    wait_group end;
    end.add();
    go([&] {
      detail::receive_case<time_point> a(timer);
      detail::receive_case<int> b(other);
      EXPECT_EQ(detail::select(detail::here(), a, b), 0U);
      a.discard();
      end.done();
    });
    settle();
    timer = nullptr;
    end.wait();
  });
}

// The channel's record is another channel's before the select takes its waiters back.
TEST(lifetime, a_select_leaves_alone_what_took_a_channels_place) {
  on_fiber([] {
    auto gone = make_chan<int>(), other = make_chan<int>();
    wait_group end;
    end.add(2);
    go([&] {
      select_second(gone, other);
      end.done();
    });
    settle();
    send(other, 1);
    EXPECT_FALSE(try_send(gone, 2));
    const auto* const record = detail::head(gone);
    gone = nullptr;
    auto next = make_chan<int>();
    EXPECT_EQ(detail::head(next), record);
    go([&, next] {
      EXPECT_EQ(receive(next), 3);
      end.done();
    });
    settle();
    send(next, 3);
    end.wait();
  });
}

TEST(lifetime, accounts_for_rendezvous) {
  const int before = counted::alive;
  on_fiber([] {
    auto c = make_chan<counted>();
    go([c] {
      for (int i = 0; i < 50; ++i) send(c, counted(i));
      close(c);
    });
    int next = 0;
    while (auto v = recv(c)) EXPECT_EQ(v->value, next++);
  });
  settle();
  EXPECT_EQ(counted::alive, before);
}

TEST(lifetime, copies_lvalues_and_moves_rvalues) {
  auto c = make_chan<std::string>(2);
  std::string s(100, 's');
  EXPECT_TRUE(detail::send(c, s));
  EXPECT_EQ(s.size(), 100U);
  EXPECT_TRUE(detail::send(c, std::move(s)));
  EXPECT_TRUE(s.empty());  // NOLINT(bugprone-use-after-move)
}

struct fragile {
  static inline int failures = 0;
  int value = 0;
  fragile() = default;
  explicit fragile(int v) : value(v) {}
  fragile(const fragile& other) : value(other.value) { fail(); }
  fragile(fragile&& other) : value(other.value) { fail(); }  // NOLINT
  fragile& operator=(const fragile&) = default;
  static void fail() {
    if (failures > 0 && --failures == 0) throw std::runtime_error("fragile");
  }
};

TEST(lifetime, a_throwing_send_changes_nothing) {
  auto c = make_chan<fragile>(2);
  const fragile v(1);
  fragile::failures = 1;
  EXPECT_THROW(detail::send(c, v), std::runtime_error);
  EXPECT_EQ(len(c), 0);
  EXPECT_TRUE(detail::send(c, v));
  EXPECT_EQ(receive(c).value, 1);
}

TEST(lifetime, a_throwing_receive_changes_nothing) {
  auto c = make_chan<fragile>(2);
  detail::send(c, fragile(5));
  fragile::failures = 1;
  EXPECT_THROW(receive(c), std::runtime_error);
  EXPECT_EQ(len(c), 1);
  EXPECT_EQ(receive(c).value, 5);
}

TEST(lifetime, a_throwing_hand_off_leaves_the_receiver_waiting) {
  on_fiber([] {
    auto c = make_chan<fragile>();
    auto got = make_chan<int>(1);
    go([=] { send(got, recv(c)->value); });
    settle();
    const fragile v(3);
    fragile::failures = 1;
    EXPECT_THROW(detail::send(c, v), std::runtime_error);
    EXPECT_EQ(len(got), 0);
    EXPECT_TRUE(detail::send(c, v));
    EXPECT_EQ(receive(got), 3);
  });
}

TEST(lifetime, a_throwing_hand_off_lets_a_select_look_again) {
  on_fiber([] {
    auto c = make_chan<fragile>();
    auto got = make_chan<int>(1);
    go([=] {
      detail::receive_case r(c);
      detail::select(detail::here(), r);
      send(got, r.value().value);
    });
    settle();
    const fragile v(4);
    fragile::failures = 1;
    EXPECT_THROW(detail::send(c, v), std::runtime_error);
    EXPECT_TRUE(detail::send(c, v));
    EXPECT_EQ(receive(got), 4);
  });
}

// Copies of it throw as long as it is armed; moves do not.
struct mine {
  std::shared_ptr<std::atomic<bool>> armed;

  explicit mine(bool now) : armed(std::make_shared<std::atomic<bool>>(now)) {}
  mine(const mine& other) : armed(other.armed) {
    if (*armed) throw std::runtime_error("mine");
  }
  mine(mine&&) noexcept = default;
};

// Sends lvalue copies of `m` from a fiber of its own and says whether that threw.
chan<bool> send_blocked(const chan<mine>& c, const mine& m, bool in_select) {
  auto threw = make_chan<bool>(1);
  go([=, &m] {
    try {
      if (in_select) {
        detail::select_case s(detail::head(c), detail::select_case::direction::send,
                              const_cast<mine*>(&m), detail::copier<mine>(), false);
        detail::select_among(&s, 1, detail::policy::random, true, detail::here());
      } else {
        detail::send(c, m);
      }
      send(threw, false);
    } catch (const std::runtime_error&) {
      send(threw, true);
    }
  });
  settle();
  return threw;
}

// The value of a blocked sender is copied into the place that becomes free: if that throws, it is
// the sender's exception, and the receiver has its value.
TEST(lifetime, a_blocked_sender_meets_its_own_exception) {
  on_fiber([] {
    for (const bool in_select : {false, true}) {
      auto c = make_chan<mine>(1);
      detail::send(c, mine(false));
      const mine m(true);
      const auto threw = send_blocked(c, m, in_select);
      EXPECT_FALSE(*recv(c)->armed);
      EXPECT_EQ(recv(threw), true);
      EXPECT_EQ(len(c), 0);
      EXPECT_TRUE(try_send(c, mine(false)));
      EXPECT_TRUE(try_recv(c));
    }
  });
}

// From hand to hand there is one copy, made by the receiver: it has the exception, and the sender
// still waits.
TEST(lifetime, a_throwing_hand_off_leaves_the_sender_waiting) {
  on_fiber([] {
    for (const bool in_select : {false, true}) {
      auto c = make_chan<mine>();
      const mine m(true);
      const auto threw = send_blocked(c, m, in_select);
      EXPECT_THROW(recv(c), std::runtime_error);
      EXPECT_EQ(len(threw), 0);
      settle();
      *m.armed = false;
      EXPECT_TRUE(recv(c));
      EXPECT_EQ(recv(threw), false);
    }
  });
}

}  // namespace
}  // namespace lsub::test
