// What is inlined where an operation stands: values with constructors and destructors, and partners
// that wait in a select.
#include "sched/worker.h"
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

TEST(quick, a_select_that_was_decided_takes_no_second_value) {
  on_sole_worker([] {
    auto a = make_chan<int>(), b = make_chan<int>();
    auto got = make_chan<int>(1);
    go([=] {
      receive_case from_a(a), from_b(b);
      const bool first = detail::select(here(), from_a, from_b) == 0;
      send(got, first ? from_a.value() : from_b.value());
    });
    settle();
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
