// Depth first through the tree of choices: the last choice that has another possibility takes it.
#include <lsub/test.h>

#include <vector>

#include "core/report.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

constexpr std::size_t longest = 100'000;

class script {
 public:
  static std::size_t choose(void* self, std::size_t bound) {
    return static_cast<script*>(self)->next(bound);
  }

  void rewind() noexcept { at_ = 0; }

  // To the next schedule; false if this was the last.
  bool advance() noexcept {
    while (!steps_.empty() && steps_.back().taken + 1 == steps_.back().bound) steps_.pop_back();
    if (steps_.empty()) return false;
    ++steps_.back().taken;
    return true;
  }

 private:
  struct step {
    std::size_t taken;
    std::size_t bound;
  };

  std::size_t next(std::size_t bound) {
    if (at_ == steps_.size()) steps_.push_back({0, bound});
    if (steps_[at_].bound != bound) die_of_misuse("explore: the body did not repeat itself");
    if (at_ == longest) die_of_misuse("explore: the body makes too many choices");
    return steps_[at_++].taken;
  }

  std::vector<step> steps_;
  std::size_t at_ = 0;
};

// A process under LSUB_SEED goes on with a schedule of its own.
struct released {
  ~released() { release_schedule(); }
};

void require_fiber() {
  if (this_worker() == nullptr) die_of_misuse("schedules: not on a fiber");
  ensure_started();
}

void run(const experiment& e, const char* name, std::uint64_t number) {
  e.body(e.context);
  run_others();
  // What comes after is no longer part of the schedule.
  choose_schedule(0, name, number);
  e.check(e.context);
  run_others();
}

}  // namespace

test::exploration explore_schedules(const experiment& e, std::size_t most) {
  require_fiber();
  const released at_end;
  script choices;
  for (std::size_t n = 1;; ++n) {
    choices.rewind();
    choose_schedule(0, "number ", n, &script::choose, &choices);
    run(e, "number ", n);
    if (!choices.advance()) return {n, true};
    if (n == most) return {n, false};
  }
}

void run_schedule(const experiment& e, std::uint64_t seed) {
  require_fiber();
  const released at_end;
  choose_schedule(seed, "seed ", seed);
  run(e, "seed ", seed);
}

}  // namespace lsub::detail
