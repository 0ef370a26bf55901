// Fibers that rest and the end of a process: what is a deadlock, what a report tells.
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "resting.h"
#include "support.h"

namespace lsub::test {
namespace {

class rest_process : public process_test {};

TEST_F(rest_process, a_deadlock_of_fibers_that_rest) {
  EXPECT_EXIT(run_main([] {
                auto in = make_chan<int>(), out = make_chan<int>();
                start_relay(in, out);
                return detail::receive(out);
              }),
              testing::ExitedWithCode(2),
              "^fatal error: all fibers are asleep - deadlock!\nfiber 1 \\(main\\): waiting to "
              "receive on channel 0x[0-9a-f]+ at .*\nfiber 2: waiting to receive on channel "
              "0x[0-9a-f]+ at .*resting.h:[0-9]+, started at .*:[0-9]+");
}

TEST_F(rest_process, a_rest_for_a_descriptor_is_no_deadlock) {
  // The byte comes from another process, as late as it likes.
  EXPECT_EXIT(run_main([] {
                const both_ends ends;
                if (fork() == 0) {
                  usleep(150'000);
                  _exit(::write(ends.fds[1], "\7", 1) == 1 ? 0 : 1);
                }
                watched w(ends.fds[0]);
                auto read = start_reader(w);
                const int got = detail::receive(read);
                w.shut();
                recv(read);
                return got;
              }),
              testing::ExitedWithCode(7), "");
}

TEST_F(rest_process, after_a_rest_for_a_descriptor_a_deadlock_is_one) {
  EXPECT_EXIT(run_main([] {
                connected c;
                auto read = start_reader(c.b);
                c.a.write_one('x');
                detail::receive(read);
                c.b.shut();
                recv(read);
                return detail::receive(make_chan<int>());
              }),
              testing::ExitedWithCode(2), "all fibers are asleep");
}

TEST_F(rest_process, is_told_in_reports) {
  // With one worker the fibers wait as soon as main sleeps.
  EXPECT_EXIT(
      {
        setenv("LSUB_WORKERS", "1", 1);
        std::signal(SIGQUIT, SIG_DFL);
        run_main([] {
          connected c;
          start_reader(c.a);
          auto in = make_chan<int>();
          start_relay(in, in);
          sleep(5ms);
          raise(SIGQUIT);
          sleep(50ms);
          return 0;
        });
      },
      testing::ExitedWithCode(2),
      "fiber 2: waiting to read at .*resting.h:[0-9]+, started at .*:[0-9]+\nfiber "
      "3: waiting to receive on channel .*receivers waiting 1");
}

TEST_F(rest_process, main_may_end_with_fibers_that_rest) {
  EXPECT_EXIT(run_main([] {
                connected c;
                for (int i = 0; i < 50; ++i) start_relay(make_chan<int>(), make_chan<int>());
                start_reader(c.a);
                sleep(1ms);
                c.a.shut();
                return 5;
              }),
              testing::ExitedWithCode(5), "");
}

}  // namespace
}  // namespace lsub::test
