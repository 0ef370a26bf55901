// Memory: what is sent is destroyed once, allocations may fail, nothing grows.
#include <lsub/test.h>
#include <malloc.h>

#include <cstdlib>
#include <new>
#include <random>

#include "failing_allocations.h"
#include "support.h"

// The sanitizers' allocator stands in for the C library's.
extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

namespace lsub::test {
namespace {

using value = std::shared_ptr<int>;

// Values whose copies allocate.
struct heavy {
  std::unique_ptr<int> own = std::make_unique<int>(1);

  heavy() = default;
  heavy(const heavy& other) : own(std::make_unique<int>(*other.own)) {}
  heavy(heavy&&) noexcept = default;
};

// What a program does that allocates in every way the runtime has. True if nothing failed.
bool work(chan<heavy> c) {
  try {
    auto d = make_chan<heavy>(2);
    const heavy h;
    send(c, h);
    send(d, h);
    wait_group sent;
    sent.add();
    struct finish {
      wait_group& g;
      ~finish() { g.wait(); }
    };
    // Larger than what fits into the record of a fiber.
    const char large[200] = {};
    try {
      go([&sent, large, d] {
        try {
          try_send(d, heavy{});
        } catch (const std::bad_alloc&) {
        }
        static_cast<void>(large);
        sent.done();
      });
    } catch (...) {
      sent.done();
      throw;
    }
    const finish at_end{sent};
    recv(c);
    detail::receive_case<heavy> from_d(d);
    if (detail::select_default(detail::here(), from_d) == 0) from_d.value();
    close(d, std::string(100, 'x'));
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  } catch (const std::length_error&) {
    return false;
  }
}

TEST(limits, channels_survive_every_failing_allocation) {
  on_fiber([] {
    auto c = make_chan<heavy>(1);
    work(c);
    int failures = 0;
    for (int round = 0; round < 40; ++round) {
      bool failed = true;
      for (long n = 1; failed; ++n) {
        until_failure = n;
        failed = !work(c);
        until_failure = 0;
        failures += failed ? 1 : 0;
        // The channel is as it was, or holds the value that was sent: nothing in between.
        while (try_recv(c)) {
        }
        ASSERT_EQ(len(c), 0);
        ASSERT_TRUE(try_send(c, heavy{}));
        ASSERT_FALSE(try_send(c, heavy{}));
        ASSERT_TRUE(try_recv(c));
        ASSERT_LT(n, 100);
      }
    }
    EXPECT_GE(failures, 200);
    RecordProperty("failed_allocations", failures);
  });
}

// Whether `step` meets a failing allocation, if the first one it makes fails.
template <class Step>
bool fails(Step step) {
  until_failure = 1;
  try {
    step();
  } catch (const std::bad_alloc&) {
    until_failure = 0;
    return true;
  }
  until_failure = 0;
  return false;
}

// The heap of timers grows now and then; whoever needs a timer then, and gets none, has done
// nothing. On the fake clock no deadline passes before the wait for it has begun.
TEST(limits, waits_survive_a_timer_that_finds_no_room) {
  on_fiber([] {
    const test::fake_clock clock;
    auto c = make_chan<int>();
    auto full = make_chan<int>(1);
    send(full, 1);
    wait_group open;
    open.add();
    mutex taken;
    taken.lock();
    std::vector<recv_chan<std::chrono::steady_clock::time_point>> timers;
    timers.reserve(5000);
    int failures = 0;
    while (timers.size() < timers.capacity()) {
      timers.push_back(after(1h));
      failures += fails([] { sleep(1us); }) ? 1 : 0;
      failures += fails([&] { EXPECT_FALSE(recv_for(c, 1us)); }) ? 1 : 0;
      failures += fails([&] { EXPECT_FALSE(send_for(full, 1, 1us)); }) ? 1 : 0;
      failures += fails([&] { EXPECT_FALSE(open.wait_for(1us)); }) ? 1 : 0;
      failures += fails([&] { EXPECT_FALSE(taken.try_lock_for(1us)); }) ? 1 : 0;
      // Nobody was left in a queue, no lock held.
      ASSERT_FALSE(try_send(c, 1));
      ASSERT_FALSE(try_recv(c));
      ASSERT_EQ(len(full), 1);
    }
    // Five of them each time it was full.
    EXPECT_GE(failures, 25);
    EXPECT_EQ(failures % 5, 0);
    open.done();
    open.wait();
    taken.unlock();
    EXPECT_TRUE(taken.try_lock_for(1us));
    EXPECT_TRUE(recv_for(full, 1us));
  });
}

TEST(limits, timer_channels_survive_every_failing_allocation) {
  on_fiber([] {
    std::vector<recv_chan<std::chrono::steady_clock::time_point>> timers;
    timers.reserve(1'000'000);
    // Channels come by the slab and places for timers by the batch, so most need no allocation.
    int failures = 0;
    while (failures < 20) {
      ASSERT_LT(timers.size(), timers.capacity());
      for (long n = 1;; ++n) {
        until_failure = n;
        try {
          timers.push_back(n % 2 == 0 ? after(1h) : tick(1h));
          until_failure = 0;
          break;
        } catch (const std::bad_alloc&) {
          ++failures;
        }
        ASSERT_LT(n, 10);
      }
    }
    recv(after(1us));
  });
}

TEST(limits, absurd_capacities_throw) {
  EXPECT_THROW(make_chan<int>(-1), std::length_error);
  EXPECT_THROW(make_chan<int>(PTRDIFF_MAX), std::length_error);
  EXPECT_THROW(make_chan<heavy>(PTRDIFF_MAX / 8), std::length_error);
}

TEST(limits, every_value_is_destroyed_once) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    auto token = std::make_shared<int>(round);
    {
      auto c = make_chan<value>(static_cast<std::ptrdiff_t>(random() % 3));
      const unsigned cut = random() % 8;
      on_fibers(4, [&](int i) {
        for (unsigned k = 0; k < 6; ++k) {
          if (k == cut && i == 0) close(c);
          if (i % 2 == 0) {
            send_for(c, token, 1ms);
          } else {
            recv_for(c, 1ms);
          }
        }
      });
    }
    // The handles of fibers that just ended go with them.
    for (int i = 0; i < 1000 && token.use_count() > 1; ++i) settle();
    ASSERT_EQ(token.use_count(), 1) << "round " << round;
  }
}

std::size_t bytes_in_use() {
  return sanitized ? __sanitizer_get_current_allocated_bytes() : mallinfo2().uordblks;
}

constexpr int many = sanitized ? 20'000 : 1'000'000;

TEST(limits, nothing_grows_with_selects) {
  on_fiber([] {
    auto c = make_chan<int>();
    auto d = make_chan<int>(1);
    const auto some = [&](int n) {
      for (int i = 0; i < n; ++i) {
        detail::receive_case<int> from_c(c);
        detail::receive_case<int> from_d(d);
        send(d, i);
        detail::select(detail::here(), from_c, from_d);
      }
    };
    some(1000);
    const std::size_t before = bytes_in_use();
    some(many);
    EXPECT_LT(bytes_in_use(), before + 65'536);
  });
}

// A spare record may keep a small buffer, but only while it waits for the worker that had it.
TEST(limits, few_spare_channels_keep_their_buffers) {
  on_fiber([] {
    const auto make_many = [](int count) {
      std::vector<chan<char>> all;
      for (int i = 0; i < count; ++i) all.push_back(make_chan<char>(1000));
    };
    make_many(2'000);
    const std::size_t before = bytes_in_use();
    make_many(20'000);
    // The records of 18,000 channels, and 256 buffers; all buffers would be 18 MB.
    EXPECT_LT(bytes_in_use(), before + 8'000'000);
  });
}

TEST(limits, nothing_grows_with_fibers) {
  on_fiber([] {
    const auto some = [](int n) {
      for (int i = 0; i < n; i += 100) on_fibers(100, [](int) {});
    };
    some(10'000);
    const std::size_t before = bytes_in_use();
    some(many);
    EXPECT_LT(bytes_in_use(), before + 1'048'576);
  });
}

}  // namespace
}  // namespace lsub::test
