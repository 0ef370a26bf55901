#include <cstdlib>
#include <thread>

#include "support.h"

// Each statement ends its own process: a death test in the thread-safe style starts afresh.
namespace lsub::test {
namespace {

using detail::here;
using detail::receive;

class report : public testing::Test {
 protected:
  report() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(report, main_may_end_with_blocked_fibers) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                for (int i = 0; i < 50; ++i) go([=] { receive(c); });
                yield();
                return 5;
              }),
              testing::ExitedWithCode(5), "");
}

TEST_F(report, main_may_end_with_running_fibers) {
  EXPECT_EXIT(run_main([] {
                for (int i = 0; i < 4; ++i) {
                  go([] {
                    for (;;) yield();
                  });
                }
                sleep(5ms);
                return 6;
              }),
              testing::ExitedWithCode(6), "");
}

TEST_F(report, deadlock_ends_with_2) {
  EXPECT_EXIT(run_main([] { return receive(make_chan<int>()); }), testing::ExitedWithCode(2),
              "^fatal error: all fibers are asleep - deadlock!\nfiber 1 \\(main\\): waiting to "
              "receive on channel 0x[0-9a-f]+ at .*report_test.cc:[0-9]+\n");
}

TEST_F(report, deadlock_lists_every_fiber) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                detail::go_statement{here(), [=] { detail::send(c, 1); }};
                detail::send(chan<int>(), 2);
                return 0;
              }),
              testing::ExitedWithCode(2),
              "fiber 1 \\(main\\): waiting to send on channel nil at .*\nfiber 2: waiting to send "
              "on channel 0x[0-9a-f]+ at .*report_test.cc:[0-9]+, started at "
              ".*report_test.cc:[0-9]+");
}

TEST_F(report, deadlock_in_select) {
  EXPECT_EXIT(run_main([] { return static_cast<int>(detail::select(here())); }),
              testing::ExitedWithCode(2), "waiting in select at");
}

TEST_F(report, deadlock_in_mutex_and_group) {
  EXPECT_EXIT(run_main([] {
                static mutex m;
                static wait_group g;
                m.lock();
                g.add();
                go([] { m.lock(); });
                g.wait();
                return 0;
              }),
              testing::ExitedWithCode(2), "waiting for wait_group.*\n.*waiting for mutex");
}

TEST_F(report, deadlock_of_threads) {
  EXPECT_EXIT(receive(make_chan<int>()), testing::ExitedWithCode(2),
              "deadlock!\nthread [0-9]+: waiting to receive");
}

TEST_F(report, a_timer_is_no_deadlock) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                go([=] {
                  sleep(50ms);
                  send(c, 3);
                });
                return receive(c);
              }),
              testing::ExitedWithCode(3), "");
}

TEST_F(report, an_abandoned_timer_is_a_deadlock) {
  EXPECT_EXIT(run_main([] {
                after(1h);
                tick(1ms);
                return receive(make_chan<int>());
              }),
              testing::ExitedWithCode(2), "deadlock");
}

TEST_F(report, a_thread_is_no_deadlock) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                std::thread t([=] {
                  std::this_thread::sleep_for(250ms);
                  send(c, 4);
                });
                const int v = receive(c);
                t.join();
                return v;
              }),
              testing::ExitedWithCode(4), "");
}

TEST_F(report, a_deadlock_shows_once_the_thread_has_gone) {
  EXPECT_EXIT(run_main([] {
                std::thread([] { std::this_thread::sleep_for(50ms); }).detach();
                return receive(make_chan<int>());
              }),
              testing::ExitedWithCode(2), "deadlock");
}

TEST_F(report, an_exception_names_its_fiber) {
  EXPECT_DEATH(run_main([] {
                 detail::go_statement{here(), [] { throw std::runtime_error("boom"); }};
                 sleep(1s);
                 return 0;
               }),
               "exception leaves fiber [0-9]+ \\(started at .*report_test.cc:[0-9]+\\): boom");
}

TEST_F(report, exit_in_a_fiber_ends_the_process) {
  EXPECT_EXIT(run_main([] {
                go([] { std::exit(9); });
                return receive(make_chan<int>());
              }),
              testing::ExitedWithCode(9), "");
}

struct last_words {
  chan<int> c = make_chan<int>(4);
  ~last_words() {
    send(c, 1);
    close(c);
    if (receive(c) == 1) std::fputs("static channel works\n", stderr);
  }
};

TEST_F(report, static_channels_survive_main) {
  EXPECT_EXIT(run_main([] {
                static last_words words;
                go([] {
                  for (;;) yield();
                });
                yield();
                return 0;
              }),
              testing::ExitedWithCode(0), "static channel works");
}

TEST_F(report, bad_settings_end_with_2) {
  EXPECT_EXIT(
      {
        setenv("LSUB_WORKERS", "many", 1);
        run_main([] { return 0; });
      },
      testing::ExitedWithCode(2), "LSUB_WORKERS=many: expected a number from 1 to 1024");
  EXPECT_EXIT(
      {
        setenv("LSUB_STACK", "10", 1);
        run_main([] { return 0; });
      },
      testing::ExitedWithCode(2), "LSUB_STACK=10: expected a number");
}

}  // namespace
}  // namespace lsub::test
