// The idle loop: what a worker does when it has no fiber to run.
//
// It looks at its queue, the timers, the injected fibers and the other workers' queues, searches a
// little, and sleeps. Of the sleepers one keeps the next timer, one polls: it sleeps in the
// kernel's wait for descriptors, and one watches: it wakes at growing intervals to take fibers
// stranded behind one that computes without a safe point.
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "core/futex.h"
#include "poll/poller.h"
#include "sched/deadlock.h"
#include "sched/pace.h"
#include "sched/ready.h"
#include "sched/sole.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto search_time = 20us;
constexpr auto first_watch = 50us;
constexpr auto longest_watch = 2ms;
constexpr auto recheck_time = 100ms;
// A surplus that is gone sooner is better served where it is: its fibers wait for each other. One
// that is asked is left some time to give, for to steal takes longer.
constexpr auto time_to_ask = 10us;
constexpr auto time_to_steal = 15us;
// What is offered is left that long to its owner, which takes back at once what it waits for.
constexpr unsigned looks_before_taking = 3;
constexpr int pauses_between_looks = 3;
// Who takes so many while awake should not sleep for long.
constexpr unsigned offers_of_a_pipeline = 8;
// Who switches fibers as often as this looks at descriptors many times in a millisecond.
constexpr auto serving_turn = 5us;

// Queues fibers that were another worker's: false if there are none.
bool take_over(worker* w, fiber_list list) noexcept {
  if (!list) return false;
  w->queue.push_all_back(list);
  if (list.count > 1) feed_others(list.count > 2);
  return true;
}

// Asks no longer: true if something was given meanwhile.
bool stop_asking(worker* w) noexcept {
  worker* const victim = std::exchange(w->asks, nullptr);
  return victim != nullptr && take_over(w, victim->queue.stop_asking());
}

// Whether to steal from `victim` what it has more than one of: not from one who is quick
// (sched/pace), nor, while searching, before it has kept that to itself for a while and was asked.
bool may_steal(worker* w, worker* victim, bool searching) noexcept {
  if (victim->queue.size() < 2 || keeps_pace(*victim)) {
    if (w->surplus_of == victim) w->surplus_of = nullptr;
    return false;
  }
  if (!searching) return true;
  const auto time = std::chrono::steady_clock::now();
  if (w->surplus_of == nullptr) {
    w->surplus_of = victim;
    w->surplus_since = time;
  }
  if (w->surplus_of != victim || time - w->surplus_since < time_to_ask) return false;
  join_others();
  if (w->asks == nullptr && victim->queue.ask()) w->asks = victim;
  return time - w->surplus_since >= time_to_steal;
}

// The same of the only fiber, for one who watches: if none has waited since the last look, unless
// that passes on messages.
bool is_stranded(worker* victim) noexcept {
  const unsigned waits = victim->waits(), done = victim->done();
  const bool waited = waits != victim->seen_waits.exchange(waits, std::memory_order_relaxed);
  const bool still = done == victim->seen_done.exchange(done, std::memory_order_relaxed);
  return !waited && (still || !keeps_pace(*victim));
}

// Takes from the others what it may; `watching`, not searching.
bool steal(worker* w, bool watching) noexcept {
  if (scheduled()) return false;
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 1; i < count; ++i) {
    worker* victim = s.workers[(w->number + i) % count];
    if (watching && victim->ready_count() == 0) continue;
    const bool all = watching && is_stranded(victim);
    if (all) {
      if (fiber* const f = victim->offered.take()) {
        w->queue.push_back(f);
        return true;
      }
    }
    if (!all && !may_steal(w, victim, !watching)) continue;
    // The sole worker leaves out the lock of its queue too.
    join_others();
    if (take_over(w, victim->queue.steal(all))) return true;
  }
  return false;
}

// Sees what another one offers, and takes it once it was seen a few times in the same turn: the
// owner computes.
fiber* take_offer(worker* w) noexcept {
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 1; i < count; ++i) {
    worker* const other = s.workers[(w->number + i) % count];
    if (!other->offered.stands()) continue;
    const unsigned turn = other->turns.load_relaxed();
    if (w->offer_of != other || w->offer_turn != turn) {
      w->offer_of = other;
      w->offer_turn = turn;
      w->offer_seen = 0;
    }
    if (++w->offer_seen < looks_before_taking) return nullptr;
    w->offer_of = nullptr;
    fiber* const f = other->offered.take();
    if (f == nullptr) return nullptr;
    w->count_turn();
    if (++w->offers_taken >= offers_of_a_pipeline) w->watch_period = first_watch;
    return f;
  }
  return nullptr;
}

// Whether another one is known to.
bool others_may_offer(worker* w) noexcept {
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) {
    const worker& other = *s.workers[i];
    if (&other != w && other.known_speed != speed::unknown && may_offer(other)) return true;
  }
  return false;
}

bool others_have_work(worker* w) noexcept {
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) {
    if (s.workers[i] != w && s.workers[i]->ready_count() != 0) return true;
  }
  return false;
}

// Looks at what the others did since the last look. Who leaves descriptors to them for that has to
// look again after a while, and so watches.
void look_at_others(worker* w) noexcept {
  const unsigned turns = turns_of_others(w);
  const auto time = std::chrono::steady_clock::now();
  const unsigned made = turns - std::exchange(w->others_turns, turns);
  const auto passed = time - std::exchange(w->others_seen, time);
  w->others_moved = made != 0 && !scheduled();
  w->others_serve = w->others_moved && made * serving_turn >= passed;
}

// Requires: s.lock held.
void end_search(scheduler& s, worker* w, bool found) noexcept {
  if (!w->searching) return;
  w->searching = false;
  --s.searching;
  search_ended(found);
}

// Who goes to work after a search or a watch, during which pushes woke nobody else, leaves it to
// another if there is more to find.
void pass_search(worker* w) noexcept {
  scheduler& s = the_scheduler();
  bool others_sleep;
  {
    const std::lock_guard hold(s.lock);
    end_search(s, w, true);
    s.update_hunger();
    if (s.asleep == 0 || s.watching > 0 || s.searching > 0) return;
    others_sleep = s.asleep + 1 >= s.worker_count.load(std::memory_order_relaxed);
  }
  // Who sleeps pushes nothing before it has had the lock again, and so sees the hunger.
  if (!others_sleep) owner_lock::fence_owners();
  if (w->queue.size() > 0 || others_have_work(w) ||
      s.injected.load(std::memory_order_relaxed) != 0) {
    wake_searcher();
  }
}

// All but other workers' queues.
fiber* look_here(worker* w) noexcept {
  if (scheduled() && !runs_schedule(w)) return nullptr;
  fire_timers();
  if (w->asks != nullptr) take_over(w, w->asks->queue.take_given());
  if (fiber* f = next_fiber(w)) return f;
  if (watches_descriptors() && !w->others_serve && poll_now(w).woke) return next_fiber(w);
  return nullptr;
}

fiber* look(worker* w) noexcept {
  fiber* const f = look_here(w);
  return f == nullptr && steal(w, false) ? next_fiber(w) : f;
}

bool alone() noexcept {
  scheduler& s = the_scheduler();
  const std::lock_guard hold(s.lock);
  return s.asleep + 1 >= s.worker_count.load(std::memory_order_relaxed) &&
         s.running_threads.load(std::memory_order_relaxed) == 0;
}

fiber* search(worker* w) noexcept {
  look_at_others(w);
  w->surplus_of = nullptr;
  if (fiber* f = look(w)) return f;
  const bool offers = w->watched && others_may_offer(w);
  // Of a surplus the watch has taken what it may.
  const bool only_offers = !w->searching && w->watched && w->others_serve;
  if ((only_offers && !offers) || (!w->searching && alone())) return nullptr;
  // The sole worker offers nothing.
  if (offers) join_others();
  const auto limit = std::chrono::steady_clock::now() + search_time;
  fiber* f = nullptr;
  do {
    for (int i = 1; i <= 20 && f == nullptr; ++i) {
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
      if (i % pauses_between_looks == 0) f = take_offer(w);
    }
    if (f == nullptr) f = only_offers ? look_here(w) : look(w);
  } while (f == nullptr && std::chrono::steady_clock::now() < limit);
  return f;
}

// Leaves the fibers of one that steps aside to the others, if any is awake. Nothing else looks at
// the injected fibers before it sleeps. Requires: s.lock held.
bool leave_fibers(scheduler& s, worker* w) noexcept {
  if (s.asleep + 1 >= s.worker_count.load(std::memory_order_relaxed)) return false;
  while (fiber* f = w->queue.pop()) s.append_injected(f);
  s.left_aside = true;
  stepped_aside(w);
  w->watch_period = first_watch;
  return true;
}

// Falls asleep until woken or the given reasons' time; may wake early.
void sleep(worker* w) noexcept {
  scheduler& s = the_scheduler();
  const bool aside = std::exchange(w->steps_aside, false);
  if (w->is_aside) end_trial(w, false);
  w->offers_taken = 0;
  auto until = time_point::max();
  bool polls = false;
  {
    const std::lock_guard hold(s.lock);
    // Still searching, if it was.
    const bool has_work = s.injected.load(std::memory_order_relaxed) != 0 || aside;
    if (s.stopping.load() || (has_work && !(aside && leave_fibers(s, w)))) return;
    end_search(s, w, false);
    w->wake_word.store(0, std::memory_order_relaxed);
    w->asleep = true;
    ++s.asleep;
    const time_point due = next_timer();
    const bool all_asleep = s.asleep == s.worker_count.load(std::memory_order_relaxed);
    const bool nobody_runs = scheduled() ? runs_schedule(w) : all_asleep;
    if (nobody_runs && s.running_threads.load(std::memory_order_acquire) == 0 &&
        jump_to_next_timer()) {
      w->asleep = false;
      --s.asleep;
      s.update_hunger();
      return;
    }
    if (s.keeper == nullptr && due != time_point::max() && !time_is_simulated()) {
      s.keeper = w;
      s.keeper_deadline.store(due.time_since_epoch().count(), std::memory_order_relaxed);
      until = due;
    }
    // Nobody watches: whoever pushes from now on must see that, and what was pushed before is seen
    // here.
    const bool unwatched = (!all_asleep || w->others_moved) && s.watching == 0;
    if (unwatched && w->watched) {
      s.update_hunger();
      owner_lock::fence_owners();
    }
    if (unwatched && (!w->watched || w->others_moved || others_have_work(w))) {
      w->watching = true;
      ++s.watching;
      until = std::min(until, std::chrono::steady_clock::now() + w->watch_period);
      w->watch_period = std::min<time_point::duration>(w->watch_period * 2, longest_watch);
    }
    if (watches_descriptors() && s.poller.load(std::memory_order_relaxed) == nullptr &&
        (all_asleep || !w->others_serve) && (!scheduled() || runs_schedule(w))) {
      s.poller.store(w, std::memory_order_relaxed);
      w->polling.store(true, std::memory_order_relaxed);
      polls = true;
    }
    if (all_asleep && check_deadlock(s) == liveness::unknown_threads) {
      until = std::min(until, std::chrono::steady_clock::now() + recheck_time);
    }
    s.update_hunger();
  }
  poll_events events;
  while (w->wake_word.load(std::memory_order_acquire) == 0) {
    if (polls) {
      poll_until(events, until);
      if (events.count > 0) break;
    } else {
      futex_wait(w->wake_word, 0, until);
    }
    if (until != time_point::max() && std::chrono::steady_clock::now() >= until) break;
  }
  bool watched = false;
  {
    const std::lock_guard hold(s.lock);
    if (polls) {
      s.poller.store(nullptr, std::memory_order_relaxed);
      w->polling.store(false, std::memory_order_relaxed);
    }
    if (w->asleep) {
      w->asleep = false;
      --s.asleep;
      if (w->watching) {
        watched = true;
        w->watching = false;
        --s.watching;
      }
      if (s.keeper == w) {
        s.keeper = nullptr;
        s.keeper_deadline.store(INT64_MAX, std::memory_order_relaxed);
      }
      s.update_hunger();
    } else {
      // Woken for a push: it may find nothing to take, and then watches again.
      w->watched = false;
    }
  }
  deliver(w, events);
  if (!watched) return;
  w->watched = true;
  if (steal(w, true)) w->watch_period = first_watch;
}

// One who goes to work must not leave the timers to nobody.
void pass_timers() noexcept {
  const time_point due = next_timer();
  if (due != time_point::max()) timer_moved(due);
}

[[noreturn]] void stop_here(worker* w) noexcept {
  scheduler& s = the_scheduler();
  // An exit handler blocked, and nobody else will ever run.
  if (w == s.exiting.load()) report_deadlock();
  s.stopped.fetch_add(1, std::memory_order_release);
  for (;;) pause();
}

}  // namespace

void idle_loop(void*) {
  worker* const w = this_worker();
  for (;;) {
    if (the_scheduler().stopping.load(std::memory_order_acquire)) stop_here(w);
    fiber* f = w->steps_aside ? nullptr : search(w);
    if (stop_asking(w) && f == nullptr) f = next_fiber(w);
    if (f == nullptr) {
      sleep(w);
      continue;
    }
    if (w->searching || w->watched) pass_search(w);
    w->watched = false;
    begin_pace(w);
    pass_timers();
    need_poller();
    join_others();
    switch_to(w, f, {});
  }
}

}  // namespace lsub::detail
