// How fast others find a worker. The one looked at runs nothing: its counts are set here, and its
// processor time is that of the calling thread.
#include "sched/pace.h"

#include <gtest/gtest.h>

#include "sched/scheduler.h"

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

  void turn(unsigned times = 1) { victim_.turns.add_relaxed(times); }
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

TEST(yield_within, shortens_what_a_fiber_has_left_and_counts_nothing) {
  detail::worker w;
  w.until_yield.store_relaxed(100);
  const unsigned done = w.done();
  w.yield_within(100);
  w.yield_within(1000);
  EXPECT_EQ(w.until_yield.load_relaxed(), 100U);
  w.yield_within(8);
  EXPECT_EQ(w.until_yield.load_relaxed(), 8U);
  EXPECT_EQ(w.done(), done);
}

// A surplus that was gone before anybody came is not announced again at once.
TEST(search, is_rarer_after_each_that_was_in_vain) {
  detail::scheduler& s = detail::the_scheduler();
  detail::worker w;
  detail::search_ended(true);
  EXPECT_TRUE(detail::worth_a_search(&w));
  EXPECT_TRUE(detail::worth_a_search(&w));
  for (std::int64_t pause = 20'000; pause < 1'000'000; pause *= 2) {
    detail::search_ended(false);
    EXPECT_EQ(s.search_pause, pause);
  }
  detail::search_ended(false);
  detail::search_ended(false);
  EXPECT_EQ(s.search_pause, 1'000'000);
  while (!detail::worth_a_search(&w)) continue;  // ends when the pause is over
  const std::int64_t next = s.next_search;
  while (!detail::worth_a_search(&w)) continue;
  EXPECT_GE(s.next_search - next, 1'000'000);
  detail::search_ended(true);
  EXPECT_TRUE(detail::worth_a_search(&w));
}

TEST(search, is_not_for_what_a_quick_one_has) {
  detail::worker w;
  w.known_speed = detail::speed::quick;
  EXPECT_FALSE(detail::worth_a_search(&w));
}

}  // namespace
}  // namespace lsub::test
