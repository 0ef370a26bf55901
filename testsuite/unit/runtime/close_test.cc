#include <sys/select.h>
#include <unistd.h>

#include "support.h"

namespace lsub::test {
namespace {

using detail::receive;
using detail::receive_ok;

TEST(close, makes_receives_yield_zero) {
  auto c = make_chan<int>();
  close(c);
  for (int i = 0; i < 3; ++i) {
    const auto [v, ok] = receive_ok(c);
    EXPECT_EQ(v, 0);
    EXPECT_FALSE(ok);
  }
  EXPECT_TRUE(cclosed(c));
}

TEST(close, keeps_what_is_buffered) {
  auto c = make_chan<int>(3);
  send(c, 1);
  send(c, 2);
  close(c, "why");
  EXPECT_EQ(len(c), 2);
  EXPECT_FALSE(cclosed(c));
  EXPECT_EQ(cerror(c).message(), "why");
  EXPECT_EQ(receive(c), 1);
  EXPECT_TRUE(receive_ok(c).ok);
  EXPECT_FALSE(receive_ok(c).ok);
  EXPECT_TRUE(cclosed(c));
}

TEST(close, makes_sends_false_even_with_room) {
  auto c = make_chan<std::string>(4);
  close(c);
  std::string s = "kept";
  EXPECT_FALSE(detail::send(c, std::move(s)));
  EXPECT_EQ(s, "kept");  // NOLINT(bugprone-use-after-move): a false send leaves its source
  EXPECT_FALSE(try_send(c, "x"));
  EXPECT_EQ(len(c), 0);
}

TEST(close, first_wins) {
  auto c = make_chan<int>();
  close(c, "first");
  close(c, "second");
  close(c);
  EXPECT_EQ(cerror(c).message(), "first");
  auto d = make_chan<int>();
  close(d);
  close(d, "late");
  EXPECT_FALSE(cerror(d));
}

TEST(close, works_on_any_direction) {
  auto c = make_chan<int>();
  close(recv_chan<int>(c), "by receiver");
  EXPECT_EQ(cerror(send_chan<int>(c)).message(), "by receiver");
  auto d = make_chan<int>();
  close(send_chan<int>(d));
  EXPECT_TRUE(cclosed(recv_chan<int>(d)));
}

TEST(close, takes_errors_of_all_kinds) {
  auto a = make_chan<int>();
  const auto code = std::make_error_code(std::errc::broken_pipe);
  close(a, code);
  EXPECT_EQ(cerror(a).code(), code);
  auto b = make_chan<int>();
  close(b, cerror(a));
  EXPECT_EQ(cerror(b).code(), code);
  auto c = make_chan<int>();
  close(c, std::make_exception_ptr(std::runtime_error("thrown")));
  EXPECT_EQ(cerror(c).message(), "thrown");
  EXPECT_THROW(std::rethrow_exception(cerror(c).exception()), std::runtime_error);
  auto d = make_chan<int>();
  close(d, "");
  EXPECT_TRUE(cclosed(d));
  EXPECT_FALSE(cerror(d));
}

TEST(close, takes_exceptions_of_all_types) {
  const auto text = [](auto thrown) {
    auto c = make_chan<int>();
    close(c, std::make_exception_ptr(thrown));
    return cerror(c).message();
  };
  EXPECT_EQ(text(std::runtime_error("standard")), "standard");
  EXPECT_EQ(text(std::string("string")), "string");
  EXPECT_EQ(text("literal"), "literal");
  EXPECT_EQ(text(7), "unknown exception");
}

TEST(close, wakes_blocked_receivers) {
  on_fiber([] {
    auto c = make_chan<int>();
    auto results = make_chan<bool>(10);
    for (int i = 0; i < 10; ++i) go([=] { send(results, receive_ok(c).ok); });
    settle();
    close(c);
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(receive(results));
  });
}

TEST(close, wakes_blocked_senders_undelivered) {
  on_fiber([] {
    auto c = make_chan<int>(1);
    send(c, 0);
    auto results = make_chan<bool>(10);
    for (int i = 1; i <= 10; ++i) go([=] { send(results, send(c, i)); });
    settle();
    close(c);
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(receive(results));
    EXPECT_EQ(receive(c), 0);
    EXPECT_FALSE(receive_ok(c).ok);
  });
}

TEST(close, leaves_the_blocked_senders_value) {
  on_fiber([] {
    auto c = make_chan<std::unique_ptr<int>>();
    auto kept = make_chan<bool>(1);
    go([=] {
      auto p = std::make_unique<int>(3);
      const bool sent = detail::send(c, std::move(p));
      send(kept, !sent && p != nullptr && *p == 3);  // NOLINT(bugprone-use-after-move)
    });
    settle();
    close(c);
    EXPECT_TRUE(receive(kept));
  });
}

TEST(close, races_to_one_error) {
  for (int round = 0; round < 50; ++round) {
    auto c = make_chan<int>();
    on_fibers(4, [&](int i) { close(c, std::to_string(i)); });
    const std::string first = cerror(c).message();
    EXPECT_EQ(first.size(), 1U);
    EXPECT_EQ(cerror(c).message(), first);
  }
}

TEST(close, loses_and_invents_nothing_in_a_race_with_sends) {
  for (int round = 0; round < 30; ++round) {
    auto c = make_chan<int>(round % 3);
    std::atomic<int> accepted{0};
    std::atomic<int> received{0};
    on_fibers(6, [&](int i) {
      if (i < 3) {
        for (int k = 0; k < 50 && send(c, k); ++k) ++accepted;
      } else if (i < 5) {
        while (recv(c)) ++received;
      } else {
        for (int k = 0; k < 20; ++k) yield();
        close(c);
      }
    });
    EXPECT_EQ(accepted, received);
  }
}

// Receives in one of three ways. False: nothing came, or will ever come.
bool take(const chan<int>& c, int way, int& received) {
  if (way == 0) {
    const bool came = recv(c).has_value();
    received += came;
    return came;
  }
  if (way == 1) {
    const bool over = cclosed(c);
    const bool came = try_recv(c).has_value();
    received += came;
    return came || !over;
  }
  detail::receive_case r(c);
  if (detail::select_default(detail::here(), r) != 0) return true;
  const bool came = r.value_ok().ok;
  received += came;
  return came;
}

// Who finds the channel closed and empty does without its lock: all values must have been taken.
TEST(close, ends_no_receiver_before_the_last_value) {
  constexpr int values = 60;
  for (int round = 0; round < 60; ++round) {
    auto c = make_chan<int>(values);
    std::atomic<int> received{0};
    on_fibers(4, [&](int i) {
      if (i == 0) {
        for (int k = 0; k < values; ++k) send(c, k);
        close(c);
        return;
      }
      int mine = 0;
      while (take(c, round % 3, mine)) {
      }
      EXPECT_EQ(try_recv(c), std::nullopt);
      received += mine;
    });
    EXPECT_EQ(received, values);
  }
}

TEST(error, is_null_for_empty_texts) {
  EXPECT_FALSE(error());
  EXPECT_FALSE(error(""));
  EXPECT_FALSE(error(nullptr));
  EXPECT_FALSE(error(std::string()));
  EXPECT_FALSE(error(std::error_code()));
  EXPECT_FALSE(error(std::exception_ptr()));
}

TEST(error, compares_by_text) {
  EXPECT_TRUE(error("a") == error(std::string("a")));
  EXPECT_TRUE(error("a") != error("b"));
  EXPECT_TRUE(error() == error(""));
  EXPECT_TRUE(error("a") != error());
  EXPECT_TRUE(error("a") == "a");
}

TEST(error, keeps_long_texts_whole) {
  const std::string text(1'000'000, 'y');
  const error e(text);
  const error copy = e;
  EXPECT_EQ(copy.message(), text);
}

TEST(error, keeps_foreign_exceptions) {
  const error e(std::make_exception_ptr(5));
  EXPECT_EQ(e.message(), "unknown exception");
  EXPECT_TRUE(e.exception() != nullptr);
  EXPECT_FALSE(e.code());
}

TEST(error, is_shared_between_threads) {
  const error e("shared");
  on_fibers(8, [&](int) {
    for (int i = 0; i < 100; ++i) {
      const error copy = e;
      EXPECT_TRUE(copy == e);
    }
  });
}

}  // namespace
}  // namespace lsub::test

// In a user's file, outside the namespace.
using namespace lsub;  // NOLINT

TEST(close, coexists_with_posix) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(close(ends[0]), 0);
  EXPECT_EQ(close(ends[1]), 0);
  timeval none{};
  EXPECT_EQ(select(0, nullptr, nullptr, nullptr, &none), 0);
  auto c = make_chan<int>();
  close(c);
  EXPECT_TRUE(cclosed(c));
}
