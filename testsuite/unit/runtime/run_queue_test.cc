// The order of a run queue, and what other workers get out of it.
#include "sched/run_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <utility>
#include <vector>

namespace lsub::test {
namespace {

using detail::fiber;
using detail::fiber_list;
using detail::run_queue;

// Those of a list, which is linked both ways and as long as it says.
std::vector<const fiber*> listed(const fiber_list& list) {
  std::vector<const fiber*> all;
  const fiber* previous = nullptr;
  for (const fiber* f = list.first; f != nullptr; previous = std::exchange(f, f->next)) {
    EXPECT_EQ(f->previous, previous);
    all.push_back(f);
  }
  EXPECT_EQ(list.last, previous);
  EXPECT_EQ(list.count, all.size());
  return all;
}

TEST(run_queue, runs_what_was_woken_next_until_its_chain_ends) {
  run_queue queue;
  fiber woken, next, fresh;
  queue.push_back(&woken);
  queue.push_front(&fresh);
  queue.push_next(&next);
  EXPECT_EQ(queue.pop(), &next);
  queue.push_next(&next);
  queue.end_chain();
  queue.end_chain();
  EXPECT_EQ(queue.size(), 3U);
  for (const fiber* each : {&fresh, &woken, &next}) EXPECT_EQ(queue.pop(), each);
  queue.end_chain();
  EXPECT_EQ(queue.pop(), nullptr);
}

TEST(run_queue, gives_half_to_one_who_asks_when_its_owner_uses_it) {
  run_queue queue;
  fiber f[4];
  ASSERT_TRUE(queue.ask());
  EXPECT_FALSE(queue.ask());
  for (fiber& each : f) queue.push_back(&each);
  // The third push found two there.
  EXPECT_EQ(listed(queue.take_given()), std::vector<const fiber*>{&f[1]});
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_FALSE(queue.take_given());
  EXPECT_EQ(queue.pop(), &f[0]);
}

TEST(run_queue, gives_at_once_when_its_owner_serves) {
  run_queue queue;
  fiber f[4];
  for (fiber& each : f) queue.push_back(&each);
  queue.serve();
  EXPECT_FALSE(queue.take_given());
  ASSERT_TRUE(queue.ask());
  queue.serve();
  EXPECT_EQ(listed(queue.take_given()), (std::vector<const fiber*>{&f[2], &f[3]}));
  queue.serve();
  EXPECT_EQ(queue.size(), 2U);
}

TEST(run_queue, gives_no_lone_fiber) {
  run_queue queue;
  fiber f;
  queue.push_next(&f);
  ASSERT_TRUE(queue.ask());
  queue.serve();
  EXPECT_FALSE(queue.stop_asking());
  EXPECT_EQ(queue.pop(), &f);
}

TEST(run_queue, gives_nothing_once_nobody_asks) {
  run_queue queue;
  fiber f[2];
  ASSERT_TRUE(queue.ask());
  EXPECT_FALSE(queue.stop_asking());
  for (fiber& each : f) queue.push_back(&each);
  queue.serve();
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_FALSE(queue.stop_asking());
}

TEST(run_queue, what_was_given_goes_to_one_who_asks_no_longer) {
  run_queue queue;
  fiber f[2];
  for (fiber& each : f) queue.push_back(&each);
  ASSERT_TRUE(queue.ask());
  queue.serve();
  EXPECT_EQ(listed(queue.stop_asking()), std::vector<const fiber*>{&f[1]});
  EXPECT_TRUE(queue.ask());
  EXPECT_FALSE(queue.stop_asking());
}

TEST(run_queue, who_steals_takes_what_was_given_to_another) {
  run_queue queue;
  fiber f[4];
  for (fiber& each : f) queue.push_back(&each);
  ASSERT_TRUE(queue.ask());
  queue.serve();
  EXPECT_EQ(listed(queue.steal(false)), (std::vector<const fiber*>{&f[1], &f[2], &f[3]}));
  EXPECT_FALSE(queue.stop_asking());
  EXPECT_EQ(queue.pop(), &f[0]);
}

TEST(run_queue, knows_its_oldest_after_others_took_those_that_were_woken) {
  run_queue queue;
  fiber fresh, newer, woken[3];
  queue.push_back(&woken[0]);
  queue.push_back(&woken[1]);
  queue.push_front(&fresh);
  for (const fiber* each : {&woken[1], &woken[0]})
    EXPECT_EQ(listed(queue.steal(false)), std::vector<const fiber*>{each});
  queue.push_back(&woken[2]);
  queue.push_front(&newer);
  for (const fiber* each : {&woken[2], &fresh, &newer}) EXPECT_EQ(queue.pop_oldest(), each);
  EXPECT_EQ(queue.pop_oldest(), nullptr);
}

TEST(run_queue, changes_places_with_the_only_one) {
  run_queue queue;
  fiber fresh, me, newer;
  queue.push_front(&fresh);
  EXPECT_EQ(queue.rotate_alone(&me), &fresh);
  EXPECT_EQ(queue.size(), 1U);
  queue.push_front(&newer);
  EXPECT_EQ(queue.rotate_alone(&fresh), &newer);
  for (const fiber* each : {&me, &fresh}) EXPECT_EQ(queue.pop_oldest(), each);
  EXPECT_EQ(queue.pop_oldest(), nullptr);
}

TEST(run_queue, takes_a_list_behind_what_it_has) {
  run_queue queue;
  fiber f[8];
  fiber_list list, more;
  for (fiber* each : {&f[1], &f[2], &f[3]}) list.push_back(each);
  list.append(more);
  for (fiber* each : {&f[4], &f[5], &f[6], &f[7]}) more.push_back(each);
  list.append(more);
  queue.push_back(&f[0]);
  EXPECT_TRUE(queue.push_all_back(list));
  EXPECT_EQ(queue.size(), 8U);
  for (const fiber& each : f) EXPECT_EQ(queue.pop(), &each);
  EXPECT_EQ(queue.pop(), nullptr);
}

// Each fiber comes out once, whoever gets it.
TEST(run_queue, loses_no_fiber_among_several_who_want_some) {
  constexpr std::size_t count = 20'000;
  run_queue queue;
  std::vector<fiber> all(count);
  std::vector<std::atomic<int>> seen(count);
  std::atomic<bool> over{false};
  const auto run = [&](const fiber* f) { ++seen[static_cast<std::size_t>(f - all.data())]; };
  const auto run_all = [&](const fiber_list& list) {
    for (const fiber* f = list.first; f != nullptr;) run(std::exchange(f, f->next));
  };
  std::latch begun(4);
  const auto want = [&](bool steals) {
    begun.arrive_and_wait();
    while (!over) {
      const bool asks = queue.ask();
      for (int looks = 0; looks < 20; ++looks) run_all(queue.take_given());
      if (steals) run_all(queue.steal(true));
      if (asks) run_all(queue.stop_asking());
    }
  };
  std::thread asker(want, false), other(want, false), thief(want, true);
  begun.arrive_and_wait();
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 3 == 0) {
      queue.push_next(&all[i]);
    } else {
      queue.push_back(&all[i]);
    }
    if (i % 2 == 0) {
      if (const fiber* const f = queue.pop()) run(f);
    }
  }
  while (const fiber* const f = queue.pop()) run(f);
  over = true;
  asker.join();
  other.join();
  thief.join();
  while (const fiber* const f = queue.pop()) run(f);
  for (const std::atomic<int>& times : seen) ASSERT_EQ(times, 1);
}

}  // namespace
}  // namespace lsub::test
