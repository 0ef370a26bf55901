// A lone fiber that is left to whoever comes first.
#include <algorithm>
#include <latch>
#include <thread>

#include "sched/offer_slot.h"
#include "sched/scheduler.h"
#include "support.h"

namespace lsub::test {
namespace {

using detail::fiber;
using detail::offer_slot;

TEST(offer, is_taken_once) {
  offer_slot slot;
  fiber f;
  EXPECT_EQ(slot.take(), nullptr);
  EXPECT_FALSE(slot.stands());
  slot.put(&f);
  EXPECT_TRUE(slot.stands());
  EXPECT_EQ(slot.take(), &f);
  EXPECT_EQ(slot.take(), nullptr);
  EXPECT_FALSE(slot.stands());
}

// Each fiber comes out once, with what was written to it before, whoever gets it.
TEST(offer, goes_to_one_of_several) {
  constexpr std::size_t count = 50'000;
  offer_slot slot;
  std::vector<fiber> all(count);
  std::vector<int> seen(count);
  std::atomic<bool> over{false};
  const auto run = [&](const fiber* f) {
    EXPECT_EQ(f->next, f);
    ++seen[static_cast<std::size_t>(f - all.data())];
  };
  std::latch begun(3);
  const auto search = [&] {
    begun.arrive_and_wait();
    while (!over) {
      if (const fiber* const f = slot.take()) run(f);
    }
  };
  std::thread one(search), other(search);
  begun.arrive_and_wait();
  for (std::size_t i = 0; i < count; ++i) {
    all[i].next = &all[i];
    slot.put(&all[i]);
    for (std::size_t wait = i % 64; wait > 0 && slot.stands(); --wait) continue;
    if (const fiber* const f = slot.take()) run(f);
  }
  over = true;
  one.join();
  other.join();
  EXPECT_EQ(std::count(seen.begin(), seen.end(), 1), count);
}

// A fiber that computes, on the other one of two workers, until it is told to leave.
class company {
 public:
  company() {
    go([this] {
      here_ = true;
      while (!stop_) continue;
      over_ = true;
    });
    while (!here_) continue;
  }
  ~company() {
    leave();
    while (!over_) yield();
  }
  void leave() { stop_ = true; }

 private:
  std::atomic<bool> here_{false}, stop_{false}, over_{false};
};

// From a worker whose turns are long, in one turn.
void send_after_long(const chan<int>& c, int value) {
  detail::worker* const w = detail::this_worker();
  w->known_speed = detail::speed::slow;
  w->until_yield.store_relaxed(detail::operations_between_yields);
  send(c, value);
}

bool offers() { return detail::this_worker()->offered.stands(); }

TEST(offer, stands_until_its_worker_comes_to_it_or_another_one) {
  on_fiber([] {
    if (detail::the_scheduler().worker_count != 2) return;
    auto c = make_chan<int>();
    std::atomic<int> last{0};
    go([&] {
      for (const int v : c) last = v;
    });
    settle();
    {
      company other;
      send_after_long(c, 1);
      EXPECT_TRUE(offers());
      EXPECT_EQ(last, 0);
      yield();
      EXPECT_FALSE(offers());
      EXPECT_EQ(last, 1);
      send_after_long(c, 2);
      EXPECT_TRUE(offers());
      other.leave();
      while (last != 2) continue;
      EXPECT_FALSE(offers());
    }
    close(c);
    settle();
  });
}

TEST(offer, is_made_of_a_lone_fiber_only) {
  on_fiber([] {
    if (detail::the_scheduler().worker_count != 2) return;
    auto c = make_chan<int>();
    wait_group ended;
    ended.add(2);
    for (int i = 0; i < 2; ++i) {
      go([&] {
        recv(c);
        ended.done();
      });
    }
    settle();
    company other;
    send_after_long(c, 1);
    EXPECT_TRUE(offers());
    send_after_long(c, 2);
    EXPECT_EQ(detail::this_worker()->ready_count(), 2U);
    ended.wait();
    EXPECT_FALSE(offers());
  });
}

}  // namespace
}  // namespace lsub::test
