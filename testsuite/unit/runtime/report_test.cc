#include <gmock/gmock.h>
#include <lsub/detail/tables.h>
#include <lsub/test.h>
#include <signal.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "support.h"

// Each statement ends its own process: a death test in the thread-safe style starts afresh.
namespace lsub::test {
namespace {

using detail::here;
using detail::receive;

class report : public process_test {
 protected:
  report() {
    // Shells start what runs in the background with this one ignored.
    std::signal(SIGQUIT, SIG_DFL);
  }
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

TEST_F(report, an_exception_names_its_fiber) {
  EXPECT_DEATH(run_main([] {
                 detail::go_statement{here(), [] { throw std::runtime_error("boom"); }};
                 sleep(1s);
                 return 0;
               }),
               "exception leaves fiber [0-9]+ \\(started at .*report_test.cc:[0-9]+\\): boom");
}

TEST_F(report, an_exception_of_any_type_has_a_text) {
  EXPECT_DEATH(run_main([] {
                 go([] { throw "literal"; });
                 sleep(1s);
                 return 0;
               }),
               "exception leaves fiber [0-9]+: literal");
  EXPECT_DEATH(run_main([] {
                 go([] { throw 7; });
                 sleep(1s);
                 return 0;
               }),
               "exception leaves fiber [0-9]+: unknown exception");
}

// As main, which nobody catches for.
void run_uncaught(int (*body)()) noexcept {
  run_main(body);
}

TEST_F(report, an_exception_of_main_names_it) {
  EXPECT_DEATH(run_uncaught([]() -> int { throw std::runtime_error("bang"); }),
               "exception leaves fiber 1 \\(main\\): bang");
}

void fail(const char* text) {
  throw std::runtime_error(text);
}

TEST_F(report, an_exception_through_noexcept_names_the_fiber) {
  EXPECT_DEATH(run_main([] {
                 detail::go_statement{here(), []() noexcept { fail("deep"); }};
                 sleep(1s);
                 return 0;
               }),
               "exception leaves fiber [0-9]+ \\(started at .*report_test.cc:[0-9]+\\): deep");
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

TEST_F(report, sigquit_shows_fibers) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                detail::go_statement{here(), [=] { receive(c); }};
                detail::go_statement{here(), [=] { sleep(1h); }};
                sleep(20ms);
                std::raise(SIGQUIT);
                return 0;
              }),
              testing::ExitedWithCode(2),
              "^SIGQUIT: fibers and channels\n"
              "fiber 1 \\(main\\): running\n"
              "(fiber [0-9]+: (waiting to receive on channel 0x[0-9a-f]+|sleeping) at "
              ".*report_test.cc:[0-9]+, started at .*report_test.cc:[0-9]+\n){2}");
}

TEST_F(report, sigquit_shows_channels) {
  EXPECT_EXIT(run_main([] {
                auto full = make_chan<int>(2);
                auto shut = make_chan<int>(3);
                auto wanted = make_chan<int>();
                send(full, 1);
                send(full, 1);
                go([=] { send(full, 1); });
                for (int i = 0; i < 2; ++i) go([=] { receive(wanted); });
                close(shut, "enough");
                sleep(20ms);
                std::raise(SIGQUIT);
                return 0;
              }),
              testing::ExitedWithCode(2),
              testing::AllOf(
                  testing::ContainsRegex("channel 0x[0-9a-f]+: len 2, cap 2, receivers waiting 0, "
                                         "senders waiting 1, open\n"),
                  testing::ContainsRegex("channel 0x[0-9a-f]+: len 0, cap 3, receivers waiting 0, "
                                         "senders waiting 0, closed: enough\n"),
                  testing::ContainsRegex("channel 0x[0-9a-f]+: len 0, cap 0, receivers waiting 2, "
                                         "senders waiting 0, open\n")));
}

TEST_F(report, sigquit_shows_other_waits) {
  EXPECT_EXIT(
      run_main([] {
        static mutex m;
        static wait_group g;
        m.lock();
        g.add();
        go([] { blocking([] { usleep(2'000'000); }); });
        go([] { m.lock(); });
        go([] { m.try_lock_for(1h); });
        go([] { g.wait(); });
        go([] { detail::select_nothing(here()); });
        sleep(50ms);
        std::raise(SIGQUIT);
        return 0;
      }),
      testing::ExitedWithCode(2),
      testing::AllOf(testing::ContainsRegex("fiber [0-9]+: in a blocking call at .*:[0-9]+"),
                     testing::ContainsRegex("(fiber [0-9]+: waiting for mutex .*\n(.*\n)*){2}"),
                     testing::ContainsRegex("fiber [0-9]+: waiting for wait_group "),
                     testing::ContainsRegex("fiber [0-9]+: waiting in select at ")));
}

TEST_F(report, sigquit_leaves_out_what_is_too_much) {
  EXPECT_EXIT(run_main([] {
                std::vector<chan<int>> all;
                for (int i = 0; i < 10'007; ++i) all.push_back(make_chan<int>());
                std::raise(SIGQUIT);
                return 0;
              }),
              testing::ExitedWithCode(2), "\nand 7 more channels\n$");
}

TEST_F(report, sigquit_of_a_process_at_work) {
  EXPECT_EXIT(run_main([]() -> int {
                for (int i = 0; i < 8; ++i) {
                  go([] {
                    for (;;) {
                      auto c = make_chan<int>(1);
                      go([=] { send(c, 1); });
                      receive(c);
                    }
                  });
                }
                sleep(20ms);
                // ThreadSanitizer keeps a signal for the fiber it met, which may end before it
                // comes to handle it: then another one is needed.
                for (;;) {
                  kill(getpid(), SIGQUIT);
                  sleep(20ms);
                }
              }),
              testing::ExitedWithCode(2), "fiber 1 \\(main\\): (running|sleeping at)");
}

TEST_F(report, tables_of_a_process_at_work) {
  EXPECT_EXIT(run_main([] {
                auto back = make_chan<int>();
                for (int i = 0; i < 4; ++i) {
                  go([=] {
                    while (send(back, i)) {
                      auto c = make_chan<int>(1);
                      go([=] { send(c, 1); });
                      receive(c);
                      close(c, "used");
                    }
                  });
                }
                for (int i = 0; i < 100; ++i) {
                  detail::print_tables();
                  receive(back);
                }
                return 5;
              }),
              testing::ExitedWithCode(5), "fiber [0-9]+.*\nchannel 0x");
}

TEST_F(report, sigquit_stays_with_a_program_that_handles_it) {
  EXPECT_EXIT(
      {
        std::signal(SIGQUIT, [](int) { _exit(11); });
        run_main([] {
          go([] {});
          std::raise(SIGQUIT);
          return 0;
        });
      },
      testing::ExitedWithCode(11), "");
}

TEST_F(report, leaked_fibers_are_listed) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                const no_leaks all_ended;
                detail::go_statement{here(), [=] { receive(c); }};
                return 0;
              }),
              testing::ExitedWithCode(1),
              "^fatal error: fibers leaked: 1\nfiber [0-9]+: waiting to receive on channel .*, "
              "started at .*report_test.cc:[0-9]+\n$");
}

TEST(leaks, are_not_those_from_before) {
  auto c = make_chan<int>();
  go([=] { receive(c); });
  settle();
  {
    const no_leaks all_ended;
    auto d = make_chan<int>();
    go([=] {
      for (int i = 0; i < 100; ++i) yield();
      close(d);
    });
    receive(d);
  }
  close(c);
}

TEST(leaks, are_counted) {
  auto c = make_chan<int>();
  {
    const no_leaks all_ended;
    for (int i = 0; i < 3; ++i) go([=] { receive(c); });
    EXPECT_EQ(all_ended.leaked(), 3U);
    close(c);
    EXPECT_EQ(all_ended.leaked(), 0U);
  }
}

}  // namespace
}  // namespace lsub::test
