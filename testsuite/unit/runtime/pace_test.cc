// How fast others find a worker. The one looked at runs nothing: its counts are set here, and its
// processor time is that of the calling thread.
#include "sched/pace.h"

#include <gtest/gtest.h>

namespace lsub::test {
namespace {

std::int64_t processor_time() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec * std::int64_t{1'000'000'000} + t.tv_nsec;
}

void compute(std::int64_t nanoseconds) {
  const std::int64_t end = processor_time() + nanoseconds;
  while (processor_time() < end) {
  }
}

class pace : public testing::Test {
 protected:
  pace() { victim_.processor_time = CLOCK_THREAD_CPUTIME_ID; }

  void turn(unsigned times = 1) { victim_.turns += times; }
  bool kept() { return detail::keeps_pace(victim_); }

  // It never ends if that is never found.
  template <class Step>
  void until_slow(Step step) {
    while (kept()) step();
  }

 private:
  detail::worker victim_;
};

TEST_F(pace, is_kept_by_one_who_switches_often) {
  const std::int64_t end = processor_time() + 500'000;
  while (processor_time() < end) {
    turn(1000);
    ASSERT_TRUE(kept());
  }
}

TEST_F(pace, is_not_kept_by_one_who_works_between_switches) {
  until_slow([&] {
    compute(3000);
    turn();
  });
}

TEST_F(pace, is_not_kept_by_one_who_does_nothing_else) {
  until_slow([] {});
}

// As a producer does, whose messages are then worked on.
TEST_F(pace, is_not_kept_after_a_burst) {
  turn(1000);
  until_slow([] {});
}

}  // namespace
}  // namespace lsub::test
