// What is inlined where an operation stands: values with constructors and destructors, and partners
// that wait in a select.
#include <algorithm>
#include <array>
#include <mutex>
#include <random>

#include "chan/channel.h"
#include "core/records.h"
#include "sched/scheduler.h"
#include "support.h"

namespace lsub::test {
namespace {

using detail::here;
using detail::receive;
using detail::receive_case;
using detail::send_case;

// As on_fiber; when nobody else is at work, as mostly, `body` begins on a worker that needs no locks.
template <class Body>
void on_sole_worker(Body body) {
  on_fiber([&] {
    for (int i = 0; i < 1'000'000 && !detail::this_worker()->sole.load_acquire(); ++i) yield();
    body();
  });
}

// May be copied without an exception, and says how it came.
struct note {
  std::string text;
  bool copied = false;

  explicit note(std::string t = "") : text(std::move(t)) {}
  note(const note& other) noexcept : text(other.text), copied(true) {}
  note(note&&) noexcept = default;
  note& operator=(const note&) = delete;
  note& operator=(note&&) noexcept = default;
};

TEST(quick, a_blocked_sender_gives_moved_or_copied_values) {
  on_sole_worker([] {
    for (const std::ptrdiff_t room : {0, 1, 3}) {
      auto c = make_chan<note>(room);
      note kept(std::string(100, 'k'));
      go([&, c] {
        for (int i = 0; i < 10; ++i) {
          send(c, note(std::to_string(i)));
          send(c, kept);
        }
        close(c);
      });
      settle();
      for (int i = 0; i < 10; ++i) {
        const note first = receive(c);
        EXPECT_EQ(first.text, std::to_string(i));
        EXPECT_FALSE(first.copied);
        const note second = receive(c);
        EXPECT_EQ(second.text, kept.text);
        EXPECT_TRUE(second.copied);
      }
      EXPECT_FALSE(detail::receive_ok(c).ok);
      EXPECT_EQ(kept.text.size(), 100U);
    }
  });
}

TEST(quick, every_value_is_destroyed_once) {
  const int before = counted::alive;
  on_sole_worker([] {
    for (const std::ptrdiff_t room : {0, 1, 3}) {
      auto c = make_chan<counted>(room), d = make_chan<counted>(room);
      auto over = make_chan<bool>();
      go([=] {
        for (int i = 0; i < 20; ++i) send(c, counted(i));
        close(c);
      });
      go([=] {
        for (int i = 0; i < 20; ++i) {
          counted v(receive(c).value);
          send_case to(d, v);
          receive_case from(over);
          if (detail::select(here(), to, from) != 0) break;
        }
        close(d);
      });
      for (int i = 0; i < 20; ++i) {
        receive_case from(d);
        receive_case other(over);
        EXPECT_EQ(detail::select(here(), other, from), 1U);
        EXPECT_EQ(from.value().value, i);
      }
    }
  });
  settle();
  EXPECT_EQ(counted::alive, before);
}

// What a fiber gives that is blocked in a select of both.
chan<int> receive_from_either(const chan<int>& a, const chan<int>& b) {
  auto got = make_chan<int>(1);
  go([=] {
    receive_case from_a(a), from_b(b);
    const bool first = detail::select(here(), from_a, from_b) == 0;
    send(got, first ? from_a.value() : from_b.value());
  });
  settle();
  return got;
}

TEST(quick, a_select_that_was_decided_takes_no_second_value) {
  on_sole_worker([] {
    auto a = make_chan<int>(), b = make_chan<int>();
    auto got = receive_from_either(a, b);
    int one = 1, two = 2;
    send_case to_a(a, one), to_b(b, two);
    EXPECT_EQ(detail::select_default(here(), to_a), 0U);
    EXPECT_EQ(detail::select_default(here(), to_b), 1U);
    EXPECT_EQ(receive(got), 1);
  });
}

TEST(quick, a_select_that_was_decided_gives_no_second_value) {
  on_sole_worker([] {
    auto a = make_chan<std::string>(), b = make_chan<std::string>();
    auto ended = make_chan<bool>();
    go([=] {
      std::string left = "left", right = "right";
      send_case to_a(a, left), to_b(b, right);
      const bool first = detail::select(here(), to_a, to_b) == 0;
      EXPECT_EQ(left, first ? "" : "left");
      EXPECT_EQ(right, first ? "right" : "");
      close(ended);
    });
    settle();
    receive_case from_a(a), from_b(b);
    EXPECT_EQ(detail::select_default(here(), from_b), 0U);
    EXPECT_EQ(detail::select_default(here(), from_a), 1U);
    EXPECT_EQ(from_b.value(), "right");
    detail::receive_ok(ended);
  });
}

// Its other waiter stays in its queue until it runs.
TEST(quick, a_select_that_a_close_decided_takes_no_value) {
  on_sole_worker([] {
    auto a = make_chan<int>(), b = make_chan<int>();
    auto got = receive_from_either(a, b);
    close(a);
    int two = 2;
    send_case to_b(b, two);
    EXPECT_EQ(detail::select_default(here(), to_b), 1U);
    EXPECT_FALSE(try_send(b, 2));
    EXPECT_EQ(receive(got), 0);
  });
}

int live_channels() {
  int n = 0;
  detail::records<detail::channel>::each([&](detail::channel& c) { n += c.live ? 1 : 0; });
  return n;
}

// One of them has no handle left: it ends when the other serves the select.
TEST(quick, who_serves_a_select_ends_channels_nobody_uses) {
  on_sole_worker([] {
    auto full = make_chan<int>(1);
    auto c = make_chan<int>();
    send(full, 1);
    auto ended = make_chan<bool>();
    go([&full, c, ended] {
      int two = 2;
      send_case to_full(full, two);
      receive_case from_c(c);
      EXPECT_EQ(detail::select(here(), to_full, from_c), 1U);
      close(ended);
    });
    settle();
    const int before = live_channels();
    full = nullptr;
    EXPECT_EQ(live_channels(), before);
    send(c, 1);
    detail::receive_ok(ended);
    EXPECT_EQ(live_channels(), before - 1);
  });
}

TEST(quick, a_closed_channel_keeps_its_capacity_and_takes_nothing) {
  on_sole_worker([] {
    for (const std::ptrdiff_t room : {0, 1, 3, 100}) {
      auto c = make_chan<int>(room);
      EXPECT_EQ(try_send(c, 7), room > 0);
      close(c);
      EXPECT_EQ(cap(c), room);
      EXPECT_FALSE(send(c, 8));
      int nine = 9;
      send_case more(c, nine);
      EXPECT_EQ(detail::select(here(), more), 0U);
      EXPECT_FALSE(more.ok());
      EXPECT_EQ(receive(c), room > 0 ? 7 : 0);
      EXPECT_FALSE(detail::receive_ok(c).ok);
      auto another = make_chan<int>(room);
      EXPECT_EQ(try_send(another, 1), room > 0);
    }
  });
}

TEST(quick, fibers_that_yield_take_turns) {
  on_sole_worker([] {
    std::string turns;
    mutex guard;
    wait_group all;
    all.add(3);
    for (const char name : {'a', 'b', 'c'}) {
      go([&, name] {
        for (int i = 0; i < 200; ++i) {
          {
            const std::lock_guard hold(guard);
            turns += name;
          }
          yield();
        }
        all.done();
      });
    }
    all.wait();
    EXPECT_EQ(turns.size(), 600U);
    if (detail::the_scheduler().worker_count.load() > 1) return;  // others may take some of them
    // Safe points serve who waits longest, so a few of them come out of turn.
    int out_of_turn = 0;
    for (std::size_t i = 3; i < 600; ++i) out_of_turn += turns[i] == turns[i - 3] ? 0 : 1;
    EXPECT_LE(out_of_turn, 60);
  });
}

TEST(quick, a_select_of_one_case_sees_the_end) {
  on_sole_worker([] {
    auto c = make_chan<std::string>(2);
    send(c, std::string("last"));
    close(c, "over");
    receive_case value(c), end(c);
    EXPECT_EQ(detail::select_default(here(), value), 0U);
    EXPECT_EQ(value.value(), "last");
    EXPECT_EQ(detail::select_default(here(), end), 0U);
    EXPECT_FALSE(end.value_ok().ok);
  });
}

template <std::size_t... I>
std::size_t select_of(const std::vector<chan<int>>& from, std::index_sequence<I...>) {
  receive_case<int> cases[] = {receive_case<int>(from[I])...};
  return detail::select_default(here(), cases[I]...);
}

// Which cases are ready changes from round to round; each of them is chosen as often as it should
// be. A half is 9 standard deviations off.
TEST(quick, a_select_of_many_cases_chooses_uniformly) {
  on_sole_worker([] {
    constexpr std::size_t most = 32;
    constexpr int rounds = sanitized ? 4'000 : 40'000;
    std::vector<chan<int>> all(most);
    for (auto& c : all) c = make_chan<int>(1);
    all[5] = nullptr;
    std::array<double, most> expected{}, chosen{};
    std::mt19937 random(7);
    for (int round = 0; round < rounds; ++round) {
      const auto want = static_cast<std::uint32_t>(random() & random());
      std::vector<std::size_t> ready;
      for (std::size_t i = 0; i < most; ++i) {
        if ((want >> i & 1) != 0) try_send(all[i], 1);
        if (len(all[i]) > 0) ready.push_back(i);
      }
      const std::size_t i = select_of(all, std::make_index_sequence<most>());
      if (ready.empty()) {
        ASSERT_EQ(i, most);
        continue;
      }
      ASSERT_EQ(std::count(ready.begin(), ready.end(), i), 1);
      for (const std::size_t k : ready) expected[k] += 1.0 / double(ready.size());
      ++chosen[i];
      for (const std::size_t k : ready) try_recv(all[k]);
    }
    for (std::size_t i = 0; i < most; ++i) {
      EXPECT_GE(chosen[i], expected[i] / 2) << i;
      EXPECT_LE(chosen[i], expected[i] * 2) << i;
    }
  });
}

TEST(quick, a_select_of_many_cases_passes_by_partners_decided_elsewhere) {
  on_sole_worker([] {
    auto a = make_chan<int>(), b = make_chan<int>(), full = make_chan<int>(1);
    send(full, 0);
    const chan<int> nil;
    auto got = receive_from_either(a, b);
    int one = 1;
    send_case to_nil(nil, one), to_b(b, one), to_full(full, one), again_to_full(full, one);
    {
      send_case to_a(a, one);
      receive_case from_nil(nil);
      EXPECT_EQ(detail::select_default(here(), to_nil, from_nil, to_full, to_a, again_to_full), 3U);
    }
    receive_case from_a(a);
    EXPECT_EQ(detail::select_default(here(), to_nil, to_b, to_full, again_to_full, from_a), 5U);
    EXPECT_EQ(receive(got), 1);
  });
}

TEST(quick, a_select_of_many_cases_moves_what_may_throw) {
  on_sole_worker([] {
    struct may_throw {
      std::string text;
      may_throw(std::string t = "") : text(std::move(t)) {}
      may_throw(may_throw&& other) noexcept(false) : text(std::move(other.text)) {}
      may_throw& operator=(may_throw&&) = default;
    };
    auto c = make_chan<may_throw>(1);
    auto empty = make_chan<std::string>();
    send(c, may_throw("crossed"));
    receive_case from_c(c);
    receive_case p(empty), q(empty), r(empty), s(empty);
    EXPECT_EQ(detail::select(here(), p, q, from_c, r, s), 2U);
    EXPECT_EQ(from_c.value().text, "crossed");
  });
}

struct wide {
  long number;
  char rest[40];
};

// Large buffers stay with the records of channels, whatever size the next one wants.
TEST(quick, channels_have_room_for_all_their_values) {
  on_sole_worker([] {
    for (const std::ptrdiff_t room : {3, 9, 5, 21, 20, 22, 4, 300, 2, 21}) {
      auto c = make_chan<wide>(room);
      auto d = make_chan<long>(room * 5);
      for (long i = 0; i < room; ++i) send(c, wide{i, {}});
      for (long i = 0; i < room * 5; ++i) send(d, -i);
      for (long i = 0; i < room; ++i) EXPECT_EQ(receive(c).number, i);
      for (long i = 0; i < room * 5; ++i) EXPECT_EQ(receive(d), -i);
    }
  });
}

}  // namespace
}  // namespace lsub::test
