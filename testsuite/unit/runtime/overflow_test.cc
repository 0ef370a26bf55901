// Faults of fibers. The sanitizers report them themselves.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "support.h"

namespace lsub::test {
namespace {

using detail::here;

class overflow : public process_test {};

const char* said(const char* by_the_runtime) {
  return sanitized ? "Sanitizer:DEADLYSIGNAL" : by_the_runtime;
}

int deep(int n) {
  volatile char frame[1000] = {};
  frame[0] = static_cast<char>(n);
  return n == -1 ? 0 : deep(n + 1) + (frame[1] == 0 ? 1 : 0);
}

TEST_F(overflow, names_the_fiber) {
  EXPECT_DEATH(run_main([] {
                 detail::go_statement{here(), [] { deep(0); }};
                 sleep(1s);
                 return 0;
               }),
               said("^fatal error: stack overflow in fiber [0-9]+ \\(started at "
                    ".*overflow_test.cc:[0-9]+\\): "
                    "its stack has [0-9]+ bytes; raise it with LSUB_STACK=[0-9]+\n"));
}

TEST_F(overflow, names_main) {
  EXPECT_DEATH(
      run_main([] { return deep(0); }),
      said("^fatal error: stack overflow in fiber 1 \\(main\\): its stack has [0-9]+ bytes; "
           "raise it with ulimit -s [0-9]+\n"));
}

TEST_F(overflow, is_gone_with_the_stack_it_asks_for) {
  EXPECT_EXIT(
      {
        setenv("LSUB_STACK", "4194304", 1);
        run_main([] {
          auto c = make_chan<int>();
          // A fiber of the default size would not survive this.
          go([=] { send(c, deep(-2000) == 1999 ? 1 : 2); });
          return detail::receive(c) + 4;
        });
      },
      testing::ExitedWithCode(5), "");
}

TEST_F(overflow, leaves_other_faults_alone) {
  EXPECT_EXIT(
      run_main([] {
        go([] { *static_cast<volatile int*>(nullptr) = 1; });
        sleep(1s);
        return 0;
      }),
      [](int status) {
        return sanitized ? WIFEXITED(status) : testing::KilledBySignal(SIGSEGV)(status);
      },
      said(""));
}

// A handler the program had before it started the runtime has what is no overflow.
TEST_F(overflow, passes_other_faults_to_the_handler_before) {
  const auto fault = [] {
    go([] { *static_cast<volatile int*>(nullptr) = 1; });
    sleep(1s);
    return 0;
  };
  EXPECT_EXIT(
      {
        std::signal(SIGSEGV, [](int) { _exit(21); });
        run_main(fault);
      },
      testing::ExitedWithCode(21), "");
  EXPECT_EXIT(
      {
        struct sigaction action = {};
        action.sa_flags = SA_SIGINFO;
        action.sa_sigaction = [](int, siginfo_t* info, void*) {
          _exit(info->si_addr == nullptr ? 22 : 23);
        };
        sigaction(SIGSEGV, &action, nullptr);
        run_main(fault);
      },
      testing::ExitedWithCode(22), "");
}

TEST_F(overflow, of_the_address_space_says_so) {
  EXPECT_DEATH(
      {
        setenv("LSUB_STACK", "1073741824", 1);
        for (std::size_t bytes = std::size_t{1} << 46; bytes >= std::size_t{1} << 29; bytes /= 2) {
          while (mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                      0) != MAP_FAILED) {
          }
        }
        run_main([] {
          auto c = make_chan<int>();
          go([=] { detail::receive(c); });
          sleep(1s);
          return 0;
        });
      },
      "^fatal error: out of address space for fiber stacks; lower LSUB_STACK\n");
}

}  // namespace
}  // namespace lsub::test
