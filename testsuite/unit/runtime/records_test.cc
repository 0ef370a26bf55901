// Records of slabs: made as they are needed, each seen by who walks all.
#include "core/records.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <set>
#include <thread>
#include <vector>

namespace lsub::test {
namespace {

using detail::record_cache;
using detail::records;

// A kind of records for each test.
template <int>
struct record {
  record* next = nullptr;
  std::atomic<int> mark{1};  // 0: not made
};

TEST(records, few_make_few) {
  using kind = record<0>;
  record_cache<kind> cache;
  cache.take();
  std::size_t made = 0;
  records<kind>::each([&](kind&) { ++made; });
  EXPECT_EQ(made, 16U);
}

TEST(records, each_taken_is_seen_once_and_none_that_is_not_made) {
  using kind = record<1>;
  constexpr std::size_t wanted = 1000;
  record_cache<kind> cache;
  std::set<kind*> taken;
  while (taken.size() < wanted) EXPECT_TRUE(taken.insert(cache.take()).second);
  std::vector<kind*> seen;
  records<kind>::each([&](kind& r) {
    EXPECT_EQ(r.mark.load(), 1);
    seen.push_back(&r);
  });
  EXPECT_GE(seen.size(), wanted);
  EXPECT_LT(seen.size(), wanted + 16);
  for (kind* r : taken) EXPECT_EQ(std::count(seen.begin(), seen.end(), r), 1);
}

TEST(records, what_was_given_back_comes_first) {
  using kind = record<2>;
  std::set<kind*> first;
  record_cache<kind> cache;
  for (int i = 0; i < 1024; ++i) first.insert(cache.take());
  for (kind* r : first) cache.give(r);
  // Through all, too, for a cache keeps 256 at most.
  for (int i = 0; i < 1024; ++i) EXPECT_EQ(first.count(cache.take()), 1U);
}

struct slow_record {
  slow_record() noexcept {
    for (int i = 0; i < 500; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
    mark = 1;
  }
  slow_record* next = nullptr;
  std::atomic<int> mark{0};
};

TEST(records, are_walked_while_they_are_made) {
  using kind = slow_record;
  constexpr std::size_t wanted = 100'000;
  std::atomic<bool> walks{false}, done{false};
  std::thread walker([&] {
    std::size_t before = 0;
    for (bool last = false; !last;) {
      last = done.load();
      std::size_t seen = 0, unmade = 0;
      records<kind>::each([&](kind& r) {
        ++seen;
        unmade += r.mark.load(std::memory_order_relaxed) == 1 ? 0U : 1U;
      });
      EXPECT_EQ(unmade, 0U);
      EXPECT_GE(seen, before);
      before = seen;
      walks = true;
    }
    EXPECT_GE(before, wanted);
  });
  record_cache<kind> cache;
  while (!walks) std::this_thread::yield();
  for (std::size_t i = 0; i < wanted; ++i) cache.take();
  done = true;
  walker.join();
}

}  // namespace
}  // namespace lsub::test
