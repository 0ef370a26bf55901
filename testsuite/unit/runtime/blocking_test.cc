#include <lsub/test.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "support.h"

namespace lsub::test {
namespace {

// A pipe: its read blocks the thread.
struct pipe_pair {
  int ends[2] = {-1, -1};

  pipe_pair() {
    if (pipe(ends) != 0) std::abort();
  }
  ~pipe_pair() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  char read_one() const {
    char c = 0;
    return read(ends[0], &c, 1) == 1 ? c : '\0';
  }
  void write_one(char c) const {
    if (write(ends[1], &c, 1) != 1) std::abort();
  }
};

TEST(blocking, lets_other_fibers_run) {
  // With one worker this ends only if the reads don't keep it.
  const pipe_pair p;
  std::string got;
  mutex guard;
  wait_group done;
  done.add(20);
  for (int i = 0; i < 20; ++i) {
    go([&] {
      const char c = blocking([&] { return p.read_one(); });
      guard.lock();
      got += c;
      guard.unlock();
      done.done();
    });
  }
  on_fiber([&] {
    for (char c = 'a'; c < 'a' + 20; ++c) {
      p.write_one(c);
      yield();
    }
  });
  done.wait();
  std::sort(got.begin(), got.end());
  EXPECT_EQ(got, "abcdefghijklmnopqrst");
}

TEST(blocking, returns_what_the_call_returns) {
  on_fiber([] {
    EXPECT_EQ(*blocking([] { return std::make_unique<int>(5); }), 5);
    int variable = 1;
    int& same = blocking([&]() -> int& { return variable; });
    EXPECT_EQ(&same, &variable);
    blocking([&] { variable = 2; });
    EXPECT_EQ(variable, 2);
  });
}

TEST(blocking, runs_elsewhere_for_a_fiber_and_here_for_a_thread) {
  on_fiber([] {
    const auto here = std::this_thread::get_id();
    EXPECT_NE(blocking([] { return std::this_thread::get_id(); }), here);
  });
  EXPECT_EQ(blocking([] { return std::this_thread::get_id(); }), std::this_thread::get_id());
}

TEST(blocking, hands_exceptions_on) {
  on_fiber([] {
    for (int i = 0; i < 100; ++i) {
      EXPECT_THROW(blocking([]() -> int { throw std::out_of_range("far"); }), std::out_of_range);
    }
  });
}

TEST(blocking, may_use_channels) {
  auto c = make_chan<int>();
  on_fiber([&] {
    go([=] {
      for (int i = 0; i < 100; ++i) send(c, i);
      close(c);
    });
    EXPECT_EQ(blocking([&] {
                int sum = 0;
                for (const int x : c) sum += x;
                return sum;
              }),
              4950);
  });
}

class blocking_report : public process_test {};

TEST_F(blocking_report, no_deadlock_while_a_call_runs) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                go([=] {
                  blocking([] { std::this_thread::sleep_for(250ms); });
                  send(c, 3);
                });
                return detail::receive(c);
              }),
              testing::ExitedWithCode(3), "");
}

TEST_F(blocking_report, a_deadlock_once_it_has_ended) {
  EXPECT_EXIT(run_main([] {
                blocking([] {});
                go([] { blocking([] { std::this_thread::sleep_for(20ms); }); });
                return detail::receive(make_chan<int>());
              }),
              testing::ExitedWithCode(2), "deadlock!\nfiber 1 \\(main\\): waiting to receive");
}

TEST_F(blocking_report, stalls_are_traced) {
  EXPECT_EXIT(
      {
        setenv("LSUB_TRACE_STALLS", "1", 1);
        run_main([] {
          auto c = make_chan<int>();
          detail::go_statement{detail::here(), [=] {
                                 std::this_thread::sleep_for(300ms);
                                 close(c);
                               }};
          recv(c);
          return 4;
        });
      },
      testing::ExitedWithCode(4),
      "stall: fiber [0-9]+ \\(started at .*blocking_test.cc:[0-9]+\\) keeps worker [0-9]+ for "
      "[0-9]+ ms\n");
}

TEST_F(blocking_report, stalls_are_not_traced_unasked) {
  EXPECT_EXIT(run_main([] {
                go([] {});
                std::this_thread::sleep_for(50ms);
                return 4;
              }),
              testing::ExitedWithCode(4), "^$");
}

}  // namespace
}  // namespace lsub::test
