// Faults of fibers. Not built under the sanitizers, which report these themselves.
#include <csignal>

#include "support.h"

namespace lsub::test {
namespace {

using detail::here;

class overflow : public testing::Test {
 protected:
  overflow() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

int deep(int n) {
  volatile char frame[1000] = {};
  frame[0] = static_cast<char>(n);
  return n < 0 ? 0 : deep(n + 1) + frame[0];
}

TEST_F(overflow, names_the_fiber) {
  EXPECT_DEATH(run_main([] {
                 detail::go_statement{here(), [] { deep(0); }};
                 sleep(1s);
                 return 0;
               }),
               "stack overflow in fiber [0-9]+ \\(started at .*overflow_test.cc:[0-9]+\\): [0-9]+ "
               "bytes; raise LSUB_STACK");
}

TEST_F(overflow, leaves_other_faults_alone) {
  EXPECT_EXIT(run_main([] {
                go([] { *static_cast<volatile int*>(nullptr) = 1; });
                sleep(1s);
                return 0;
              }),
              testing::KilledBySignal(SIGSEGV), "");
}

}  // namespace
}  // namespace lsub::test
