// A fiber that polls while nobody else could run need not count; whatever comes then is served all
// the same. A test that fails here does not end.
#include <lsub/detail/own_worker.h>

#include <thread>

#include "support.h"
#include "watched.h"

namespace lsub::test {
namespace {

// Polls until nobody needs attention, if it comes to that: not where others are at work.
void poll_calmly(const chan<int>& empty) {
  for (int i = 0; i < 1'000'000 && detail::needs_attention(); ++i) try_recv(empty);
}

// A fiber that is blocked until somebody sends; it sets the flag.
std::shared_ptr<std::atomic<bool>> waits_for(const chan<int>& c) {
  auto came = std::make_shared<std::atomic<bool>>(false);
  go([=] {
    recv(c);
    *came = true;
  });
  return came;
}

TEST(attention, nobody_needs_it_while_nobody_else_could_run) {
  if (!LSUB_OWN_TLS) GTEST_SKIP() << "without the flag, which is for x86-64 ELF, polls always count";
  on_fiber([] {
    poll_calmly(make_chan<int>());
    EXPECT_FALSE(detail::needs_attention());
  });
  EXPECT_TRUE(detail::needs_attention());  // this thread
}

// What a poll finds, each after `prepare`.
template <class Prepare>
void poll_each_kind(Prepare prepare) {
  using namespace detail;
  auto empty = make_chan<int>(), one = make_chan<int>(1), drained = make_chan<int>(2);
  close(drained, "end");
  const auto receives = [&](const chan<int>& c) {
    receive_case r(c);
    prepare();
    const bool chosen = select_default(here(), r) == 0;
    return chosen ? r.value_ok() : received<int>{-1, false};
  };
  const auto sends = [&](const chan<int>& c, int v) {
    send_case s(c, v);
    prepare();
    const bool chosen = select_default(here(), s) == 0;
    EXPECT_TRUE(chosen || !s.ok());
    return chosen ? s.ok() : -1;
  };
  EXPECT_EQ(receives(empty).value, -1);
  EXPECT_EQ(sends(empty, 6), -1);
  EXPECT_EQ(sends(one, 7), 1);
  EXPECT_EQ(sends(one, 8), -1);
  auto [seven, ok] = receives(one);
  EXPECT_EQ(seven, 7);
  EXPECT_TRUE(ok);
  auto [zero, open] = receives(drained);
  EXPECT_EQ(zero, 0);
  EXPECT_FALSE(open);
  EXPECT_EQ(sends(drained, 9), 0);
}

TEST(attention, a_poll_finds_the_same_with_it_and_without) {
  poll_each_kind([] {});  // an ordinary thread
  on_fiber([] {
    auto empty = make_chan<int>();
    poll_each_kind([&] { poll_calmly(empty); });
    poll_each_kind([] { go([] {}); });
  });
}

TEST(attention, a_fiber_that_was_woken_here_runs) {
  on_fiber([] {
    auto empty = make_chan<int>(), c = make_chan<int>();
    auto came = waits_for(c);
    yield();
    poll_calmly(empty);
    send(c, 1);
    while (!*came) try_recv(empty);
  });
}

TEST(attention, a_fiber_that_a_thread_wakes_runs) {
  on_fiber([] {
    for (int round = 0; round < 10; ++round) {
      auto empty = make_chan<int>(), c = make_chan<int>();
      auto came = waits_for(c);
      yield();
      std::atomic<bool> calm{false};
      std::thread other([&, c] {
        while (!calm) std::this_thread::yield();
        send(c, 1);
      });
      poll_calmly(empty);
      calm = true;
      while (!*came) try_recv(empty);
      other.join();
    }
  });
}

TEST(attention, a_timer_fires) {
  on_fiber([] {
    poll_calmly(make_chan<int>());
    auto c = after(2ms);
    while (!try_recv(c)) {
    }
  });
}

TEST(attention, a_descriptor_is_heard) {
  connected pair;
  on_fiber([&] {
    auto empty = make_chan<int>();
    poll_calmly(empty);
    auto heard = make_chan<readiness>(1);
    go([&pair, heard] { send(heard, pair.b.wait(direction::reading, never)); });
    std::thread other([&] {
      std::this_thread::sleep_for(2ms);
      pair.a.write_one('x');
    });
    while (len(heard) == 0) try_recv(empty);
    other.join();
  });
}

using attention_process = process_test;

TEST_F(attention_process, a_program_ends) {
  EXPECT_EXIT(run_main([] {
                auto calm = make_chan<int>();
                go([=] {
                  auto empty = make_chan<int>();
                  poll_calmly(empty);
                  send(calm, 1);
                  for (;;) try_recv(empty);
                });
                recv(calm);
                return 3;
              }),
              testing::ExitedWithCode(3), "");
}

}  // namespace
}  // namespace lsub::test
