// Chosen schedules, and the runtime against the reference model under them.
#include <lsub/test.h>

#include <functional>
#include <random>
#include <set>

#include "channel_model.h"
#include "support.h"

namespace lsub::test {
namespace {

using detail::here;

// A run of a program of the model by the runtime.
class run {
 public:
  explicit run(const program& p) : p_(p) {
    for (const int capacity : p.capacities) channels_.push_back(make_chan<int>(capacity));
    results_.resize(p.fibers.size());
    ended_.resize(p.fibers.size());
  }

  void start(const std::shared_ptr<run>& self) {
    for (std::size_t f = 0; f < p_.fibers.size(); ++f) {
      go([self, f] { self->perform(f); });
    }
  }

  // What has been done by now; lets those who wait go.
  outcome finish() {
    outcome o = describe(results_, ended_);
    over_ = true;
    for (const auto& c : channels_) close(c);
    return o;
  }

 private:
  void perform(std::size_t f) {
    for (std::size_t k = 0; k < p_.fibers[f].size() && !over_; ++k) {
      const auto result = perform(f, k);
      if (over_) return;
      results_[f].push_back(result);
    }
    ended_[f] = !over_;
  }

  std::pair<int, int> perform(std::size_t f, std::size_t k) {
    const operation& o = p_.fibers[f][k];
    const chan<int>& c = channels_[o.cases[0].channel];
    switch (o.what) {
      case operation::kind::close:
        close(c);
        return {0, 0};
      case operation::kind::communicate:
        if (o.cases[0].sends) return {0, send(c, value_sent(f, k, 0)) ? 1 : 0};
        return {0, recv(c).value_or(-1)};
      case operation::kind::select:
      case operation::kind::attempt:
        return choose(f, k, o.what == operation::kind::select);
    }
    return {};
  }

  std::pair<int, int> choose(std::size_t f, std::size_t k, bool blocking) {
    using way = detail::select_case::direction;
    const auto& cases = p_.fibers[f][k].cases;
    std::vector<int> values(cases.size());
    case_records all(cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
      values[i] = value_sent(f, k, i);
      all.add(detail::head(channels_[cases[i].channel]), cases[i].sends ? way::send : way::receive,
              &values[i]);
    }
    const std::size_t i =
        detail::select_among(all.begin(), all.size(), detail::policy::random, blocking, here());
    if (i == cases.size()) return {-1, 0};
    const bool crossed = all.begin()[i].transferred;
    if (cases[i].sends) return {static_cast<int>(i), crossed ? 1 : 0};
    return {static_cast<int>(i), crossed ? values[i] : -1};
  }

  const program& p_;
  std::vector<chan<int>> channels_;
  std::vector<std::vector<std::pair<int, int>>> results_;
  std::vector<bool> ended_;
  bool over_ = false;
};

program random_program(unsigned seed, std::size_t fibers, std::size_t operations) {
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return random() % n; };
  program p;
  const std::size_t channels = 1 + below(2);
  for (std::size_t i = 0; i < channels; ++i) p.capacities.push_back(static_cast<int>(below(3)));
  const auto communicate = [&] { return communication{below(2) == 0, below(channels)}; };
  for (std::size_t f = 0; f < fibers; ++f) {
    std::vector<operation> all;
    for (std::size_t k = 0; k < operations; ++k) {
      operation o;
      const std::size_t what = below(10);
      o.what = what < 5   ? operation::kind::communicate
               : what < 8 ? operation::kind::select
               : what < 9 ? operation::kind::attempt
                          : operation::kind::close;
      o.cases.push_back(communicate());
      if (o.what == operation::kind::select ||
          (o.what == operation::kind::attempt && below(2) == 0)) {
        o.cases.push_back(communicate());
      }
      all.push_back(o);
    }
    p.fibers.push_back(all);
  }
  return p;
}

// Runs body(start, finish) with the two halves of an experiment on the program.
template <class How>
void experiment(const program& p, How how) {
  std::shared_ptr<run> r;
  how(
      [&] {
        r = std::make_shared<run>(p);
        r->start(r);
      },
      [&] { return std::exchange(r, nullptr)->finish(); });
}

TEST(model, allows_every_outcome_of_seeded_runs) {
  constexpr unsigned programs = 200;
  constexpr unsigned seeds = sanitized ? 10 : 100;
  std::size_t runs = 0;
  for (unsigned number = 0; number < programs; ++number) {
    const program p = random_program(number, 2 + number % 2, 3);
    const auto allowed = allowed_outcomes(p);
    on_fiber([&] {
      experiment(p, [&](auto start, auto finish) {
        for (unsigned seed = 0; seed < seeds; ++seed, ++runs) {
          run_seeded(seed, start, [&] {
            const outcome o = finish();
            EXPECT_TRUE(allowed.contains(o))
                << "program " << number << ", seed " << seed << ": " << o;
          });
        }
      });
    });
  }
  EXPECT_EQ(runs, programs * seeds);
  RecordProperty("seeded_runs", static_cast<int>(runs));
}

TEST(model, has_the_outcomes_of_all_schedules_and_no_others) {
  constexpr unsigned programs = sanitized ? 4 : 30;
  std::size_t schedules = 0;
  for (unsigned number = 0; number < programs; ++number) {
    const program p = random_program(1000 + number, 2 + number % 2, number % 2 == 0 ? 4 : 3);
    std::set<outcome> found;
    on_fiber([&] {
      experiment(p, [&](auto start, auto finish) {
        const exploration e = explore(start, [&] { found.insert(finish()); });
        EXPECT_TRUE(e.complete);
        schedules += e.schedules;
      });
    });
    EXPECT_EQ(found, allowed_outcomes(p)) << "program " << number;
  }
  RecordProperty("schedules", static_cast<int>(schedules));
}

TEST(model, of_three_fibers_with_four_operations) {
  std::size_t schedules = 0;
  std::size_t outcomes = 0;
  for (unsigned number = sanitized ? 98 : 93; number <= 98; ++number) {
    const program p = random_program(number, 3, 4);
    std::set<outcome> found;
    on_fiber([&] {
      experiment(p, [&](auto start, auto finish) {
        const exploration e = explore(start, [&] { found.insert(finish()); });
        EXPECT_TRUE(e.complete);
        schedules += e.schedules;
      });
    });
    EXPECT_EQ(found, allowed_outcomes(p)) << "program " << number;
    outcomes += found.size();
  }
  // Enough of them to have been a test.
  EXPECT_GT(outcomes, 50U);
  RecordProperty("schedules", static_cast<int>(schedules));
}

TEST(schedules, of_three_fibers_with_four_operations_are_34650) {
  // 12! / (4! 4! 4!): each operation goes ahead at once.
  on_fiber([] {
    const exploration e = explore([] {
      for (int f = 0; f < 3; ++f) {
        go([c = make_chan<int>(4)] {
          for (int i = 0; i < 4; ++i) send(c, i);
        });
      }
    });
    EXPECT_TRUE(e.complete);
    EXPECT_EQ(e.schedules, 34'650U);
    RecordProperty("schedules", static_cast<int>(e.schedules));
  });
}

// The body's own fiber, too, is left where it blocks, and may be the last that was chosen.
TEST(schedules, of_a_body_that_waits) {
  on_fiber([] {
    const auto body = [] {
      auto c = make_chan<int>(), d = make_chan<int>();
      go([=] {
        while (const auto v = recv(c)) send(d, *v);
        close(d);
      });
      go([=] {
        send(c, 1);
        close(c);
      });
      EXPECT_EQ(recv(d), 1);
      EXPECT_EQ(recv(d), std::nullopt);
    };
    const exploration e = explore(body);
    EXPECT_TRUE(e.complete);
    EXPECT_EQ(explore(body).schedules, e.schedules);
  });
}

TEST(schedules, stop_when_told) {
  on_fiber([] {
    const auto body = [] {
      for (int f = 0; f < 3; ++f) go([c = make_chan<int>(4)] { send(c, 1); });
    };
    const exploration e = explore(
        body, [] {}, 4);
    EXPECT_FALSE(e.complete);
    EXPECT_EQ(e.schedules, 4U);
    EXPECT_EQ(explore(body).schedules, 6U);
  });
}

// What three fibers append to one text, with a yield after each letter.
std::string letters(std::uint64_t seed) {
  auto text = std::make_shared<std::string>();
  run_seeded(seed, [=] {
    for (const char letter : {'a', 'b', 'c'}) {
      go([=] {
        for (int i = 0; i < 6; ++i) {
          *text += letter;
          yield();
        }
      });
    }
  });
  return *text;
}

TEST(schedules, repeat_with_their_seed) {
  on_fiber([] {
    std::set<std::string> all;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const std::string first = letters(seed);
      EXPECT_EQ(first.size(), 18U);
      EXPECT_EQ(letters(seed), first);
      all.insert(first);
    }
    EXPECT_GT(all.size(), 90U);
  });
}

TEST(schedules, choose_among_timers_due_at_once) {
  on_fiber([] {
    std::set<std::string> orders;
    explore(
        [&] {
          auto order = std::make_shared<std::string>();
          auto group = std::make_shared<wait_group>();
          group->add(3);
          for (const char letter : {'a', 'b', 'c'}) {
            go([=] {
              sleep(1h);
              *order += letter;
              group->done();
            });
          }
          go([=, &orders] {
            group->wait();
            orders.insert(*order);
          });
        },
        [] {}, 10'000);
    EXPECT_EQ(orders.size(), 6U);
  });
}

TEST(schedules, find_a_lost_update) {
  on_fiber([] {
    std::set<int> totals;
    int total = 0;
    const exploration e = explore(
        [&] {
          total = 0;
          auto turn = make_chan<int>(4);
          for (int i = 0; i < 2; ++i) {
            go([&total, turn] {
              const int before = total;
              send(turn, 1);
              send(turn, 1);
              total = before + 1;
            });
          }
        },
        [&] { totals.insert(total); });
    EXPECT_TRUE(e.complete);
    EXPECT_EQ(totals, (std::set<int>{1, 2}));
  });
}

class seeded : public process_test {};

int print_letters() {
  auto c = make_chan<char>();
  for (const char letter : {'a', 'b', 'c'}) {
    go([=] {
      for (int i = 0; i < 4; ++i) {
        sleep(1ms);
        send(c, letter);
      }
    });
  }
  for (int i = 0; i < 12; ++i) std::fputc(*recv(c), stderr);
  return 1;
}

// That a seed always prints the same: testsuite/language/seeds_replay.test.
TEST_F(seeded, process_runs_to_its_end) {
  const auto with_seed = [](const char* seed) {
    setenv("LSUB_SEED", seed, 1);
    run_main(print_letters);
  };
  EXPECT_EXIT(with_seed("1"), testing::ExitedWithCode(1),
              "^[abc]{12}this schedule: LSUB_SEED=1\n$");
}

TEST_F(seeded, failure_says_its_seed) {
  EXPECT_EXIT(
      {
        setenv("LSUB_SEED", "12", 1);
        run_main([] { return detail::receive(make_chan<int>()); });
      },
      testing::ExitedWithCode(2), "deadlock!\nfiber 1.*\nthis schedule: LSUB_SEED=12\n$");
  EXPECT_DEATH(
      {
        setenv("LSUB_SEED", "13", 1);
        run_main([]() -> int { std::abort(); });
      },
      "^this schedule: LSUB_SEED=13\n$");
  EXPECT_EXIT(
      {
        setenv("LSUB_SEED", "14", 1);
        run_main([] { return 0; });
      },
      testing::ExitedWithCode(0), "^$");
}

}  // namespace
}  // namespace lsub::test
