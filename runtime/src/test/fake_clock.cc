#include <lsub/test.h>

#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::test {

using lsub::detail::time_is_simulated;

fake_clock::fake_clock() : owner_(!time_is_simulated()) {
  lsub::detail::ensure_started();
  if (owner_) lsub::detail::simulate_time(true);
  start_ = now();
}

fake_clock::~fake_clock() {
  if (owner_) lsub::detail::simulate_time(false);
}

std::chrono::steady_clock::time_point fake_clock::now() const noexcept {
  return lsub::detail::now();
}

void fake_clock::advance(std::chrono::nanoseconds d) noexcept {
  lsub::detail::pass_time(d);
  lsub::detail::fire_timers();
}

}  // namespace lsub::test
