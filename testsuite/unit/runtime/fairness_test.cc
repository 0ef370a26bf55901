// Nobody starves: not behind those who poll, produce, start fibers or wake each other for ever, and
// no ready case of a select. A test that fails here does not end.
#include <lsub/test.h>

#include <algorithm>
#include <array>

#include "support.h"

namespace lsub::test {
namespace {

using detail::here;
using detail::receive_case;
using detail::select;
using detail::select_default;
using detail::send_case;

constexpr int enough = sanitized ? 20 : 200;

bool on_one_worker() {
  const char* const workers = std::getenv("LSUB_WORKERS");
  return workers != nullptr && workers == std::string("1");
}

// Does `step` again and again until a fiber that was ready before has run.
template <class Step>
void hog(Step step) {
  on_fiber([&] {
    std::atomic<bool> ran{false};
    go([&] { ran = true; });
    while (!ran) step();
  });
}

TEST(fairness, of_polls) {
  auto empty = make_chan<int>();
  auto full = make_chan<int>(1);
  send(full, 1);
  const chan<int> nil;
  hog([&] { try_recv(empty); });
  hog([&] { try_recv(nil); });
  hog([&] { try_send(full, 1); });
  hog([&] { recv_until(empty, std::chrono::steady_clock::time_point()); });
  hog([&] { send_for(full, 1, -1s); });
  hog([&] { sleep(0s); });
  hog([&] { select_default(here()); });
  hog([&] {
    receive_case r(empty);
    select_default(here(), r);
  });
  hog([&] {
    int v = 1;
    receive_case r(empty);
    send_case s(full, v);
    select_default(here(), r, s);
  });
  auto over = make_chan<int>();
  close(over);
  hog([&] { recv(over); });
  hog([&] { try_recv(over); });
  hog([&] {
    receive_case r(over);
    select_default(here(), r);
  });
  mutex taken;
  taken.lock();
  hog([&] { taken.try_lock_for(0s); });
  wait_group open;
  open.add();
  hog([&] { open.wait_for(0s); });
}

TEST(fairness, of_producers) {
  auto c = make_chan<int>(8);
  hog([&] {
    send(c, 1);
    recv(c);
  });
  hog([&] {
    int v = 1;
    send_case s(c, v);
    select_default(here(), s);
    receive_case r(c);
    select(here(), r);
  });
  auto closed = make_chan<int>();
  close(closed);
  hog([&] { recv(closed); });
  hog([&] { send(closed, 1); });
  hog([&] { try_send(closed, 1); });
}

// Where others may wait for more, the sender comes to run before its buffer is empty.
TEST(fairness, of_a_producer_behind_its_consumer_among_several) {
  constexpr int count = 1000, capacity = 16;
  std::atomic<bool> over{false};
  std::ptrdiff_t least = capacity;
  auto c = make_chan<int>(capacity);
  send(c, 0);  // by a thread, which goes on to run: no worker is alone
  go([&] {
    go([c] {
      for (int i = 1; i < count; ++i) send(c, i);
    });
    while (len(c) < capacity) yield();
    for (int i = 0; i < count; ++i) {
      recv(c);
      if (i < count - 2 * capacity) least = std::min(least, len(c));
    }
    over = true;
  });
  while (!over) continue;
  // Another worker may be slow to run the sender.
  EXPECT_GE(least, on_one_worker() ? capacity / 2 - 1 : 0);
}

TEST(fairness, of_producers_on_many_channels) {
  std::vector<chan<int>> many;
  for (int i = 0; i < 100'000; ++i) many.push_back(make_chan<int>(1));
  std::size_t i = 0;
  hog([&] { send(many[i++ % many.size()], 1); });
  // Channels that are gone after two operations; every second one is never used.
  hog([] {
    auto fresh = make_chan<int>(1);
    make_chan<int>();
    send(fresh, 1);
    recv(fresh);
  });
}

// Fibers that yield, to see whether each of them comes to run.
class yielders {
 public:
  explicit yielders(int n) : turns_(static_cast<std::size_t>(n)) {
    ended_.add(n);
    for (auto& turns : turns_) {
      go([&] {
        while (!stop_) {
          ++turns;
          yield();
        }
        ended_.done();
      });
    }
  }
  ~yielders() {
    stop_ = true;
    ended_.wait();
  }
  yielders(const yielders&) = delete;
  yielders& operator=(const yielders&) = delete;

  bool all_ran() const {
    for (const auto& turns : turns_) {
      if (turns < enough) return false;
    }
    return true;
  }

 private:
  std::vector<std::atomic<int>> turns_;
  std::atomic<bool> stop_{false};
  wait_group ended_;
};

// Each fiber starts the next and ends.
void chain(const yielders& others, wait_group& ended) {
  if (others.all_ran()) return ended.done();
  go([&] { chain(others, ended); });
}

TEST(fairness, behind_fibers_that_start_fibers) {
  on_fiber([] {
    const yielders others(4);
    wait_group ended;
    ended.add();
    go([&] { chain(others, ended); });
    ended.wait();
  });
}

TEST(fairness, behind_fibers_that_wake_each_other) {
  on_fiber([] {
    const yielders others(4);
    auto there = make_chan<int>();
    auto back = make_chan<int>();
    wait_group ended;
    ended.add(3);
    go([&] {
      for (const int v : there) send(back, v);
      ended.done();
    });
    go([&] {
      while (!others.all_ran()) {
        send(there, 1);
        recv(back);
      }
      close(there);
      ended.done();
    });
    go([&] { chain(others, ended); });
    ended.wait();
  });
}

// They all run once the chain's turn ends, not one now and then.
TEST(fairness, of_many_behind_a_chain) {
  constexpr int waiting = 500;
  constexpr int links = sanitized ? 500 : 20'000;
  constexpr int turn = 4000;  // a little more than the switches in which a chain is left alone
  on_fiber([] {
    std::atomic<int> passed{0}, passed_then{0};
    std::atomic<int> ran{0};
    auto begin = make_chan<int>(), first = make_chan<int>();
    auto in = first;
    for (int i = 0; i < links; ++i) {
      auto out = make_chan<int>();
      go([&passed, in, out] {
        recv(in);
        ++passed;
        send(out, 1);
      });
      in = out;
    }
    for (int i = 0; i < waiting; ++i) {
      go([&] {
        recv(begin);
        const int so_far = passed;
        if (++ran == waiting) passed_then = so_far;
      });
    }
    settle();
    close(begin);
    send(first, 1);
    recv(in);
    while (ran < waiting) yield();
    if (on_one_worker()) {
      EXPECT_LT(passed_then, 2 * turn);
    }
  });
}

TEST(fairness, behind_timers) {
  on_fiber([] {
    const auto ticks = tick(1us);
    const yielders others(4);
    wait_group ended;
    ended.add();
    go([&] { chain(others, ended); });
    ended.wait();
  });
}

constexpr int rounds = 10'000;

template <std::size_t Cases>
void expect_a_tenth_each(const std::array<int, Cases>& chosen) {
  for (std::size_t i = 0; i < Cases; ++i) EXPECT_GT(chosen[i], rounds / 10) << "case " << i;
}

// Eight ready cases of every kind; each is chosen in an eighth of the rounds, more or less. A tenth
// is 7 standard deviations below.
void choose_among_eight() {
  auto full = make_chan<int>(1);
  auto with_sender = make_chan<int>();
  auto with_receiver = make_chan<int>();
  auto room = make_chan<int>(1);
  auto closed = make_chan<int>();
  close(closed);
  go([=] {
    while (send(with_sender, 1)) {
    }
  });
  go([=] {
    while (recv(with_receiver)) {
    }
  });
  std::array<int, 8> chosen{};
  // On several workers the partners of two of them may be late, for as long as they like.
  for (int i = 0; i < rounds || chosen[1] == 0 || chosen[2] == 0; ++i) {
    try_send(full, 1);
    try_recv(room);
    yield();
    yield();
    int v = 1;
    receive_case a(full);
    receive_case b(with_sender);
    send_case c(with_receiver, v);
    send_case d(room, v);
    receive_case e(closed);
    send_case f(closed, v);
    receive_case g(full);
    send_case h(room, v);
    ++chosen[select(here(), a, b, c, d, e, f, g, h)];
  }
  close(with_sender);
  close(with_receiver);
  if (!on_one_worker()) chosen[1] = chosen[2] = rounds;
  expect_a_tenth_each(chosen);
}

TEST(fairness, of_ready_cases) {
  on_fiber([] { choose_among_eight(); });
}

TEST(fairness, of_ready_cases_by_seed) {
  on_fiber([] {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      run_seeded(seed, [] {
        auto a = make_chan<int>(1);
        auto b = make_chan<int>(1);
        auto closed = make_chan<int>();
        close(closed);
        std::array<int, 4> chosen{};
        for (int i = 0; i < rounds; ++i) {
          try_send(a, 1);
          try_recv(b);
          int v = 1;
          receive_case from_a(a);
          send_case to_b(b, v);
          receive_case from_closed(closed);
          send_case to_closed(closed, v);
          ++chosen[select(here(), from_a, to_b, from_closed, to_closed)];
        }
        expect_a_tenth_each(chosen);
      });
    }
  });
}

TEST(fairness, of_producers_to_one_select) {
  on_fiber([] {
    const std::array<chan<int>, 4> sources{make_chan<int>(), make_chan<int>(), make_chan<int>(1),
                                           make_chan<int>(64)};
    for (const auto& c : sources) {
      go([c] {
        while (send(c, 1)) {
        }
      });
    }
    std::array<int, 4> chosen{};
    // On several workers some producers may be late; each comes to be heard.
    const auto all_chosen = [&] {
      return std::ranges::all_of(chosen, [](int n) { return n > 0; });
    };
    for (int i = 0; i < rounds || !all_chosen(); ++i) {
      receive_case a(sources[0]);
      receive_case b(sources[1]);
      receive_case c(sources[2]);
      receive_case d(sources[3]);
      ++chosen[select(here(), a, b, c, d)];
    }
    for (const auto& c : sources) close(c);
  });
}

}  // namespace
}  // namespace lsub::test
