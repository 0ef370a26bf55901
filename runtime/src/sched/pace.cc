#include "sched/pace.h"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "poll/poller.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

using namespace std::chrono_literals;

using nanoseconds = std::chrono::nanoseconds;

// A turn that is longer has work in it that is worth sharing.
constexpr nanoseconds quick_turn = 400ns;
// How long somebody is looked at, and how old a look may be.
constexpr nanoseconds shortest_look = 6us;
constexpr nanoseconds longest_look = 60us;
// One who does nothing for so long, but runs, computes: what it did before says no more.
constexpr nanoseconds longest_still = 2us;
// One found slow is not looked at again for so long, twice as long each time it still is.
constexpr nanoseconds shortest_slow = 50us;
constexpr nanoseconds longest_slow = 1ms;

// Between two searches for a surplus, once one was in vain.
constexpr nanoseconds shortest_search_pause = 20us;
constexpr nanoseconds longest_search_pause = 1ms;

// Turns as long as this are not worth trying who is quicker alone.
constexpr nanoseconds long_turn = 5us;
// How often that is tried, and with how many fibers at most.
constexpr nanoseconds first_period = 1ms;
constexpr nanoseconds longest_period = 16ms;
constexpr std::size_t most_left = 1000;

std::int64_t read(clockid_t clock) noexcept {
  timespec t{};
  clock_gettime(clock, &t);
  return t.tv_sec * std::int64_t{1'000'000'000} + t.tv_nsec;
}

std::int64_t now() noexcept {
  return read(CLOCK_MONOTONIC);
}

speed speed_of(std::int64_t passed, unsigned turns) noexcept {
  if (passed < turns * quick_turn.count()) return speed::quick;
  return passed < turns * long_turn.count() ? speed::middling : speed::slow;
}

// Whether another one has run a fiber since the last call: who is only awake hinders nobody.
bool others_ran(worker* w) noexcept {
  const unsigned turns = turns_of_others(w);
  return turns != std::exchange(w->aside_turns, turns);
}

}  // namespace

pace measure_pace(worker* w) noexcept {
  scheduler& s = the_scheduler();
  const unsigned others = s.worker_count.load(std::memory_order_relaxed) - 1;
  if (others == 0) return pace::kept;
  const std::int64_t time = now();
  const std::int64_t passed = time - w->safe_point;
  const unsigned turns = w->done() - w->done_before;
  w->done_before += turns;
  const bool known = w->safe_point != 0;
  w->safe_point = time;
  if (!known) {
    if (w->aside_period == 0) w->aside_period = first_period.count();
    w->aside_next = time + w->aside_period;
    return pace::kept;
  }
  const bool was_quick = w->is_quick();
  w->known_speed = speed_of(passed, turns);
  if (w->known_speed != speed::slow && time >= w->aside_next &&
      s.asleep.load(std::memory_order_relaxed) < others && w->queue.size() < most_left) {
    if (others_ran(w)) {
      w->steps_aside = true;
      return pace::aside;
    }
    w->aside_next = time + w->aside_period;
  }
  return was_quick && !w->is_quick() ? pace::slower : pace::kept;
}

unsigned turns_of_others(const worker* w) noexcept {
  scheduler& s = the_scheduler();
  unsigned turns = 0;
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) {
    if (s.workers[i] != w) turns += s.workers[i]->turns.load_relaxed();
  }
  return turns;
}

bool may_offer(const worker& w) noexcept {
  const speed known = w.known_speed;
  return known == speed::slow || (known != speed::quick && !watches_descriptors());
}

void stepped_aside(worker* w) noexcept {
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_relaxed);
  for (unsigned i = 0; i < count; ++i) {
    s.workers[i]->slow_until.store(0, std::memory_order_relaxed);
    s.workers[i]->slow_for.store(0, std::memory_order_relaxed);
  }
  w->watched = false;
  w->is_aside = true;
}

void end_trial(worker* w, bool at_once) noexcept {
  w->is_aside = false;
  w->aside_period =
      at_once ? std::min(w->aside_period * 2, longest_period.count()) : first_period.count();
}

bool worth_a_search(worker* w) noexcept {
  if (w->is_quick()) return false;
  constexpr auto relaxed = std::memory_order_relaxed;
  scheduler& s = the_scheduler();
  const std::int64_t pause = s.search_pause.load(relaxed);
  if (pause == 0) return true;
  const std::int64_t time = now();
  if (time < s.next_search.load(relaxed)) return false;
  s.next_search.store(time + pause, relaxed);
  return true;
}

void search_ended(bool found) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  scheduler& s = the_scheduler();
  const std::int64_t pause = s.search_pause.load(relaxed);
  if (found) {
    if (pause != 0) s.search_pause.store(0, relaxed);
    return;
  }
  const std::int64_t longer =
      std::clamp(pause * 2, shortest_search_pause.count(), longest_search_pause.count());
  s.search_pause.store(longer, relaxed);
  s.next_search.store(now() + longer, relaxed);
}

namespace {

// Whether `victim`, who has done `turns` in all, computes since some time.
bool computes(worker& victim, unsigned turns, std::int64_t time) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  if (turns != victim.last_turns.load(relaxed)) {
    victim.last_turns.store(turns, relaxed);
    victim.still_since.store(time, relaxed);
    victim.still_time.store(-1, relaxed);
    return false;
  }
  if (time - victim.still_since.load(relaxed) < longest_still.count()) return false;
  // It is not still because it does not get a processor.
  const std::int64_t ran = read(victim.processor_time.load(relaxed));
  const std::int64_t before = victim.still_time.load(relaxed);
  if (before < 0) victim.still_time.store(ran, relaxed);
  return before >= 0 && ran - before >= longest_still.count() / 2;
}

void is_slow(worker& victim, std::int64_t time) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const std::int64_t slow =
      std::clamp(victim.slow_for.load(relaxed) * 2, shortest_slow.count(), longest_slow.count());
  victim.slow_for.store(slow, relaxed);
  victim.slow_until.store(time + slow, relaxed);
}

}  // namespace

bool keeps_pace(worker& victim) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const std::int64_t time = now();
  if (time < victim.slow_until.load(relaxed)) return false;
  const unsigned turns = victim.done();
  if (computes(victim, turns, time)) {
    is_slow(victim, time);
    return false;
  }
  const std::int64_t looked = time - victim.observed_at.load(relaxed);
  if (looked >= 0 && looked < shortest_look.count()) return true;
  const std::int64_t ran = read(victim.processor_time.load(relaxed));
  const std::int64_t passed = ran - victim.observed_time.load(relaxed);
  const int made = std::max(0, static_cast<int>(turns - victim.observed_turns.load(relaxed)));
  victim.observed_at.store(time, relaxed);
  // It is not slow because it does not get a processor.
  if (passed >= 0 && passed < shortest_look.count()) return true;
  victim.observed_time.store(ran, relaxed);
  victim.observed_turns.store(turns, relaxed);
  if (passed < 0 || passed > longest_look.count()) return true;
  if (made * quick_turn.count() >= passed) {
    // Perhaps it has passed on many messages at once and will work on them now.
    victim.slow_for.store(victim.slow_for.load(relaxed) / 2, relaxed);
    return true;
  }
  is_slow(victim, time);
  return false;
}

}  // namespace lsub::detail
