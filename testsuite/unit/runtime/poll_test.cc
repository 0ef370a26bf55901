// Waiting for descriptors: what ends a wait, and that no event is lost however the workers sleep.
#include <fcntl.h>
#include <lsub/detail/poll.h>
#include <lsub/test.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "processor_time.h"
#include "support.h"
#include "watched.h"

namespace lsub::test {
namespace {

// A fiber that waits; tells how it ended.
chan<readiness> waiting(watched& w, direction way, detail::clock::time_point deadline = never) {
  auto result = make_chan<readiness>(1);
  go([=, &w] { send(result, w.wait(way, deadline)); });
  return result;
}

TEST(poll, wakes_a_reader) {
  connected c;
  on_fiber([&] {
    auto result = waiting(c.b, direction::reading);
    settle();
    EXPECT_EQ(len(result), 0);
    c.a.write_one('x');
    EXPECT_EQ(recv(result), readiness::ready);
    EXPECT_EQ(c.b.read_one(), 'x');
  });
}

TEST(poll, wakes_a_writer) {
  connected c;
  on_fiber([&] {
    // It can write from the start, and the kernel says so once.
    EXPECT_EQ(c.a.wait(direction::writing), readiness::ready);
    const std::size_t size = c.a.fill();
    auto result = waiting(c.a, direction::writing);
    settle();
    EXPECT_EQ(len(result), 0);
    EXPECT_EQ(c.b.drain(), size);
    EXPECT_EQ(recv(result), readiness::ready);
    EXPECT_GT(c.a.fill(), 0U);
  });
}

TEST(poll, remembers_what_nobody_waited_for) {
  connected c;
  on_fiber([&] {
    c.a.write_one('x');
    // Until a worker has seen it.
    settle();
    EXPECT_EQ(c.b.wait(direction::reading), readiness::ready);
    EXPECT_EQ(c.b.read_one(), 'x');
  });
}

TEST(poll, directions_are_independent) {
  connected c;
  on_fiber([&] {
    EXPECT_EQ(c.a.wait(direction::writing), readiness::ready);
    c.a.fill();
    auto reading = waiting(c.a, direction::reading);
    auto writing = waiting(c.a, direction::writing);
    settle();
    c.b.write_one('y');
    EXPECT_EQ(recv(reading), readiness::ready);
    settle();
    EXPECT_EQ(len(writing), 0);
    c.b.drain();
    EXPECT_EQ(recv(writing), readiness::ready);
  });
}

TEST(poll, the_other_end_hangs_up) {
  const both_ends ends;
  watched w(ends.fds[0]);
  on_fiber([&] {
    EXPECT_EQ(w.wait(direction::writing), readiness::ready);
    auto result = waiting(w, direction::reading);
    settle();
    ::close(ends.fds[1]);
    EXPECT_EQ(recv(result), readiness::ready);
    EXPECT_EQ(w.read_one(), '\0');
  });
}

TEST(poll, deadline_passes) {
  connected c;
  on_fiber([&] {
    const auto start = detail::clock::now();
    EXPECT_EQ(c.a.wait(direction::reading, start + 20ms), readiness::timed_out);
    EXPECT_GE(detail::clock::now(), start + 20ms);
    EXPECT_EQ(c.a.wait(direction::reading, start), readiness::timed_out);
    // It is no worse for that.
    c.b.write_one('x');
    EXPECT_EQ(c.a.wait(direction::reading, detail::clock::now() + 1h), readiness::ready);
  });
}

TEST(poll, deadlines_by_the_simulated_clock) {
  connected c;
  on_fiber([&] {
    fake_clock time;
    EXPECT_EQ(c.a.wait(direction::reading, time.now() + 24h), readiness::timed_out);
    EXPECT_EQ(time.elapsed(), 24h);
  });
}

TEST(poll, shut_ends_both_waits_and_later_ones) {
  connected c;
  on_fiber([&] {
    EXPECT_EQ(c.a.wait(direction::writing), readiness::ready);
    c.a.fill();
    auto reading = waiting(c.a, direction::reading);
    auto writing = waiting(c.a, direction::writing, detail::clock::now() + 1h);
    settle();
    c.a.shut();
    EXPECT_EQ(recv(reading), readiness::shut);
    EXPECT_EQ(recv(writing), readiness::shut);
    c.b.write_one('x');
    settle();
    EXPECT_EQ(c.a.wait(direction::reading), readiness::shut);
  });
}

TEST(poll, interrupted) {
  connected c;
  on_fiber([&] {
    // Who comes too late for an interrupt finds a note of it, and waits for the next.
    auto result = make_chan<readiness>(1);
    go([=, &c] {
      readiness got = readiness::ready;
      while (got == readiness::ready) got = c.a.wait(direction::reading);
      send(result, got);
    });
    while (len(result) == 0) {
      c.a.interrupt(direction::reading);
      settle();
    }
    EXPECT_EQ(recv(result), readiness::again);
    // With nobody there, the next one does not sleep past it.
    c.a.interrupt(direction::reading);
    EXPECT_EQ(c.a.wait(direction::reading), readiness::ready);
    EXPECT_EQ(c.a.wait(direction::reading, detail::clock::now() + 1ms), readiness::timed_out);
  });
}

TEST(poll, regular_files_are_refused) {
  const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(fd, 0);
  EXPECT_EQ(detail::watch_descriptor(fd), nullptr);
  EXPECT_EQ(errno, EPERM);
  ::close(fd);
}

TEST(poll, ordinary_threads_wait) {
  connected c;
  std::thread reader([&] { EXPECT_EQ(c.b.read_one(), 'x'); });
  std::thread late([&] {
    EXPECT_EQ(c.a.wait(direction::reading, detail::clock::now() + 10ms), readiness::timed_out);
  });
  late.join();
  c.a.write_one('x');
  reader.join();
}

TEST(poll, beside_a_fiber_that_yields) {
  connected c;
  std::atomic<bool> stop{false};
  go([&] {
    EXPECT_EQ(c.b.read_one(), 'x');
    stop = true;
  });
  on_fiber([&] {
    std::thread writer([&] {
      std::this_thread::sleep_for(5ms);
      c.a.write_one('x');
    });
    while (!stop) yield();
    blocking([&] { writer.join(); });
  });
}

TEST(poll, beside_a_fiber_that_computes) {
  // With one worker, whoever computes has to let others in.
  const char* workers = std::getenv("LSUB_WORKERS");
  const bool alone = workers == nullptr || std::string(workers) == "1";
  for (int round = 0; round < 20; ++round) {
    connected c;
    std::atomic<bool> stop{false};
    wait_group done;
    done.add(2);
    go([&] {
      EXPECT_EQ(c.b.read_one(), 'x');
      stop = true;
      done.done();
    });
    go([&] {
      c.a.write_one('x');
      while (!stop) {
        if (alone) yield();
      }
      done.done();
    });
    done.wait();
  }
}

TEST(poll, waiting_takes_no_processor_time) {
  connected c;
  on_fiber([&] {
    auto result = waiting(c.a, direction::reading);
    // Readiness nobody takes away must not keep the poller awake, nor what wakes it for other work.
    EXPECT_EQ(c.b.wait(direction::writing), readiness::ready);
    for (int i = 0; i < 50; ++i) blocking([] {});
    settle();
    const auto before = processor_time();
    sleep(500ms);
    EXPECT_LT(processor_time() - before, 50ms);
    c.b.write_one('x');
    EXPECT_EQ(recv(result), readiness::ready);
  });
}

TEST(poll, ping_pong_of_many) {
  constexpr int pairs = sanitized ? 30 : 200;
  constexpr int turns = sanitized ? 20 : 200;
  std::vector<connected> all(pairs);
  on_fibers(2 * pairs, [&](int i) {
    connected& mine = all[static_cast<std::size_t>(i / 2)];
    watched& w = i % 2 == 0 ? mine.a : mine.b;
    for (int t = 0; t < turns; ++t) {
      const auto c = static_cast<char>('a' + t % 26);
      if (i % 2 == 0) w.write_one(c);
      EXPECT_EQ(w.read_one(), c);
      if (i % 2 == 1) w.write_one(c);
    }
  });
}

TEST(poll, deadlines_race_events) {
  constexpr int rounds = sanitized ? 100 : 1000;
  connected c;
  on_fibers(2, [&](int i) {
    for (int r = 0; r < rounds; ++r) {
      if (i == 0) {
        c.a.write_one('x');
        EXPECT_EQ(c.a.read_one(), 'y');
        continue;
      }
      // The deadline passes at about the time the byte comes.
      readiness got = readiness::timed_out;
      while (got == readiness::timed_out)
        got =
            c.b.wait(direction::reading, detail::clock::now() + std::chrono::microseconds(r % 40));
      EXPECT_EQ(c.b.read_one(), 'x');
      c.b.write_one('y');
    }
  });
}

TEST(poll, interrupts_and_shutting_race_events) {
  for (int round = 0; round < 100; ++round) {
    connected c;
    on_fibers(4, [&](int i) {
      if (i == 0) {
        readiness got = readiness::ready;
        while (got != readiness::shut) got = c.a.wait(direction::reading);
      } else if (i == 1) {
        for (int n = 0; n < 20; ++n) c.a.interrupt(direction::reading);
      } else if (i == 2) {
        for (int n = 0; n < 20; ++n) c.b.write_one('x');
      } else {
        yield();
        c.a.shut();
      }
    });
  }
}

TEST(poll, records_are_used_again) {
  on_fiber([] {
    for (int round = 0; round < 300; ++round) {
      connected c;
      c.a.write_one('x');
      EXPECT_EQ(c.b.read_one(), 'x');
      // What came with the byte may be remembered still; events of the last round add no more.
      int remembered = 0;
      while (c.b.wait(direction::reading, detail::clock::now()) == readiness::ready) ++remembered;
      EXPECT_LE(remembered, 1);
    }
  });
}

TEST(poll, in_a_chosen_schedule) {
  on_fiber([] {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      std::string got;
      run_seeded(seed, [&] {
        connected c;
        wait_group done;
        done.add(2);
        go([&] {
          for (char x = 'a'; x <= 'e'; ++x) c.a.write_one(x);
          done.done();
        });
        go([&] {
          for (int i = 0; i < 5; ++i) got += c.b.read_one();
          done.done();
        });
        done.wait();
      });
      EXPECT_EQ(got, "abcde");
    }
  });
}

}  // namespace
}  // namespace lsub::test
