// Waiting for descriptors and the end of a process: what is a deadlock, what is misuse, what a
// report tells.
#include <lsub/test.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "support.h"
#include "watched.h"

namespace lsub::test {
namespace {

class poll_process : public process_test {};

TEST_F(poll_process, a_wait_is_no_deadlock) {
  // The byte comes from another process, as late as it likes.
  EXPECT_EXIT(run_main([] {
                const both_ends ends;
                if (fork() == 0) {
                  usleep(150'000);
                  _exit(::write(ends.fds[1], "x", 1) == 1 ? 0 : 1);
                }
                watched w(ends.fds[0]);
                return w.read_one() == 'x' ? 7 : 1;
              }),
              testing::ExitedWithCode(7), "");
}

TEST_F(poll_process, a_deadlock_beside_watched_descriptors_is_one) {
  EXPECT_EXIT(run_main([] {
                connected c;
                c.a.write_one('x');
                c.b.read_one();
                return detail::receive(make_chan<int>());
              }),
              testing::ExitedWithCode(2), "all fibers are asleep");
}

TEST_F(poll_process, two_waiters_are_misuse) {
  EXPECT_DEATH(run_main([] {
                 connected c;
                 go([&] { c.a.wait(direction::reading); });
                 go([&] { c.a.wait(direction::reading); });
                 sleep(1h);
                 return 0;
               }),
               "two fibers wait for the same direction of a descriptor");
}

TEST_F(poll_process, waits_are_told_in_reports) {
  // With one worker the fiber waits as soon as main sleeps.
  EXPECT_EXIT(
      {
        setenv("LSUB_WORKERS", "1", 1);
        run_main([] {
          connected c;
          go([&] { c.a.wait(direction::reading); });
          sleep(5ms);
          raise(SIGQUIT);
          sleep(50ms);
          return 0;
        });
      },
      testing::ExitedWithCode(2), "fiber 2: waiting to read at .*watched.h:");
}

}  // namespace
}  // namespace lsub::test
