// Telling a deadlock from a rest: what is one, and what is none.
#include <unistd.h>

#include <thread>

#include "support.h"

// Each statement ends its own process: a death test in the thread-safe style starts afresh.
namespace lsub::test {
namespace {

using detail::here;
using detail::receive;

class deadlock : public process_test {};

TEST_F(deadlock, ends_with_2) {
  EXPECT_EXIT(run_main([] { return receive(make_chan<int>()); }), testing::ExitedWithCode(2),
              "^fatal error: all fibers are asleep - deadlock!\nfiber 1 \\(main\\): waiting to "
              "receive on channel 0x[0-9a-f]+ at .*deadlock_test.cc:[0-9]+\n");
}

TEST_F(deadlock, lists_every_fiber) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                detail::go_statement{here(), [=] { detail::send(c, 1); }};
                detail::send(chan<int>(), 2);
                return 0;
              }),
              testing::ExitedWithCode(2),
              "fiber 1 \\(main\\): waiting to send on channel nil at .*\nfiber 2: waiting to send "
              "on channel 0x[0-9a-f]+ at .*deadlock_test.cc:[0-9]+, started at "
              ".*deadlock_test.cc:[0-9]+");
}

TEST_F(deadlock, in_select) {
  EXPECT_EXIT(run_main([] { return static_cast<int>(detail::select(here())); }),
              testing::ExitedWithCode(2), "waiting in select at");
}

TEST_F(deadlock, in_mutex_and_group) {
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

TEST_F(deadlock, of_threads) {
  EXPECT_EXIT(receive(make_chan<int>()), testing::ExitedWithCode(2),
              "deadlock!\nthread [0-9]+: waiting to receive");
}

TEST_F(deadlock, a_timer_is_no_deadlock) {
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

TEST_F(deadlock, an_abandoned_timer_is_a_deadlock) {
  EXPECT_EXIT(run_main([] {
                after(1h);
                tick(1ms);
                return receive(make_chan<int>());
              }),
              testing::ExitedWithCode(2), "deadlock");
}

TEST_F(deadlock, a_thread_is_no_deadlock) {
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

TEST_F(deadlock, a_deadlock_shows_once_the_thread_has_gone) {
  EXPECT_EXIT(run_main([] {
                std::thread([] { std::this_thread::sleep_for(50ms); }).detach();
                return receive(make_chan<int>());
              }),
              testing::ExitedWithCode(2), "deadlock");
}

TEST_F(deadlock, shows_when_the_timers_have_fired) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                recv_for(c, 5ms);
                go([=] { sleep(5ms); });
                return receive(c);
              }),
              testing::ExitedWithCode(2), "deadlock!\nfiber 1 \\(main\\): waiting to receive");
}

TEST_F(deadlock, of_a_select_over_channels_nobody_else_has) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                auto d = make_chan<int>(1);
                detail::receive_case<int> from_c(c);
                detail::receive_case<int> from_d(d);
                return static_cast<int>(detail::select(here(), from_c, from_d));
              }),
              testing::ExitedWithCode(2), "fiber 1 \\(main\\): waiting in select at");
}

TEST_F(deadlock, is_none_while_a_thread_reads_a_pipe) {
  EXPECT_EXIT(run_main([] {
                int ends[2];
                if (pipe(ends) != 0) return 1;
                auto c = make_chan<int>();
                std::thread reader([=] {
                  char byte = 0;
                  send(c, read(ends[0], &byte, 1) == 1 ? byte : 0);
                });
                go([=] {
                  sleep(250ms);
                  const char byte = 7;
                  if (write(ends[1], &byte, 1) != 1) std::abort();
                });
                const int v = receive(c);
                reader.join();
                return v;
              }),
              testing::ExitedWithCode(7), "");
}

TEST_F(deadlock, is_none_for_a_thread_that_never_used_a_channel_before) {
  EXPECT_EXIT(run_main([] {
                static mutex held;
                held.lock();
                std::thread opener([] {
                  std::this_thread::sleep_for(250ms);
                  held.unlock();
                });
                held.lock();
                opener.join();
                return 8;
              }),
              testing::ExitedWithCode(8), "");
}

TEST_F(deadlock, is_none_while_others_run) {
  EXPECT_EXIT(run_main([] {
                auto c = make_chan<int>();
                go([=] {
                  for (int i = 0; i < 100'000; ++i) yield();
                  send(c, 9);
                });
                return receive(c);
              }),
              testing::ExitedWithCode(9), "");
}

}  // namespace
}  // namespace lsub::test
