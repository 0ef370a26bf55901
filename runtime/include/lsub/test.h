// What tests of programs with fibers need. Not part of <lsub/lsub.h>.
#pragma once

#include <lsub/detail/location.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace lsub::test {

// Stands at the head of a test and checks at its end that every fiber started meanwhile has ended.
// Errors: fibers left over are listed and the process ends with status 1.
//
//     TEST(pump, stops) {
//       lsub::test::no_leaks all_ended;
//       …
//     }
class no_leaks {
 public:
  no_leaks();
  ~no_leaks();
  no_leaks(const no_leaks&) = delete;
  no_leaks& operator=(const no_leaks&) = delete;

  // How many fibers started since have not ended.
  // Blocks: as long as one of them can run, a second at most.
  std::size_t leaked() const;

 private:
  std::vector<std::uint64_t> before_;  // the fibers there were, by id
};

// Simulates time while it lives: it stands still while anybody runs, and jumps to the next timer
// when all fibers (and the threads that use channels) block. sleep, after, tick and all deadlines
// go by it; std::chrono::steady_clock::now() does not. yield() and operations that only poll take
// some microseconds, so that who polls until a deadline reaches it.
// Requires: one at a time; no timer is pending when it begins or ends.
class fake_clock {
 public:
  fake_clock();
  ~fake_clock();
  fake_clock(const fake_clock&) = delete;
  fake_clock& operator=(const fake_clock&) = delete;

  std::chrono::steady_clock::time_point now() const noexcept;

  // Since it began.
  std::chrono::nanoseconds elapsed() const noexcept { return now() - start_; }

  // Lets `d` pass; what is due meanwhile becomes ready.
  void advance(std::chrono::nanoseconds d) noexcept;

 private:
  bool owner_;
  std::chrono::steady_clock::time_point start_;
};

struct exploration {
  std::size_t schedules;  // how many were run
  bool complete;          // there are no others
};

}  // namespace lsub::test

namespace lsub::detail {

struct experiment {
  void (*body)(void*);
  void (*check)(void*);
  void* context;
};

test::exploration explore_schedules(const experiment& e, std::size_t most);
void run_schedule(const experiment& e, std::uint64_t seed);

template <class Body, class Check>
struct pair_of {
  Body body;
  Check check;

  experiment erased() {
    return {[](void* p) { static_cast<pair_of*>(p)->body(); },
            [](void* p) { static_cast<pair_of*>(p)->check(); }, this};
  }
};

}  // namespace lsub::detail

namespace lsub::test {

// Runs `body` again and again, each time under another schedule, until there are no others or
// `most` were run: every choice of which fiber goes on at each channel operation, which ready case
// a select takes, which of the timers due at once fires first. After each run, when nothing can go
// on any more, calls check(); fibers that can run then still belong to that run.
// Requires: on a fiber, no other fiber runs; `body` does the same whenever the choices are the
// same, and ends. Time is simulated. Errors: the report of a failure ends with the number of the
// schedule.
template <class Body, class Check>
exploration explore(Body body, Check check, std::size_t most = 1'000'000) {
  lsub::detail::pair_of<Body, Check> both{std::move(body), std::move(check)};
  return lsub::detail::explore_schedules(both.erased(), most);
}
template <class Body>
exploration explore(Body body) {
  return explore(std::move(body), [] {});
}

// Runs `body`, then check(), under the schedule that `seed` chooses. As explore.
template <class Body, class Check>
void run_seeded(std::uint64_t seed, Body body, Check check) {
  lsub::detail::pair_of<Body, Check> both{std::move(body), std::move(check)};
  lsub::detail::run_schedule(both.erased(), seed);
}
template <class Body>
void run_seeded(std::uint64_t seed, Body body) {
  run_seeded(seed, std::move(body), [] {});
}

}  // namespace lsub::test
