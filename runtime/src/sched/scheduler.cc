#include "sched/scheduler.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <type_traits>
#include <utility>

#include "core/environment.h"
#include "core/fake_frames.h"
#include "core/futex.h"
#include "core/overflow.h"
#include "core/report.h"
#include "core/sanitizer.h"
#include "poll/poller.h"
#include "sched/attention.h"
#include "sched/pace.h"
#include "sched/quit.h"
#include "sched/ready.h"
#include "sched/ready_list.h"
#include "sched/sole.h"
#include "sched/stalls.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

constexpr unsigned safe_point_each = 61;
// At how many safe points the oldest fiber runs, and a chain of fibers that wake each other ends.
// Seldom: one that is left half done is one more of those whose fibers don't all fit the caches.
constexpr unsigned oldest_each = 8;
constexpr unsigned chain_ends_each = 64;
// The time between two polls of a worker that has fibers to run.
constexpr std::chrono::microseconds shortest_poll{50};
constexpr std::chrono::microseconds longest_poll{1000};

void take_injected(worker* w) noexcept {
  scheduler& s = the_scheduler();
  if (s.injected.load(std::memory_order_relaxed) == 0) return;
  bool left_aside;
  {
    const std::lock_guard hold(s.lock);
    left_aside = std::exchange(s.left_aside, false);
    const std::size_t have = s.injected.load(std::memory_order_relaxed);
    std::size_t take = have / s.worker_count.load(std::memory_order_relaxed) + 1;
    if (take > have) take = have;
    s.injected.store(have - take, std::memory_order_relaxed);
    while (take-- > 0) {
      fiber* f = s.injected_first;
      s.injected_first = f->next;
      if (s.injected_first == nullptr) s.injected_last = nullptr;
      w->queue.push_back(f);
    }
  }
  // Who stepped aside watches, and is not woken for what it left. Else one of them runs here.
  if (left_aside) return;
  if (const std::size_t n = w->queue.size(); n > 1) feed_others(n > 2);
}

// The kernel is asked less often the more it has each time: what comes while nobody asks costs it
// less, and the programs too. A sleeping worker hears of events at once.
void poll_now_and_then(worker* w) noexcept {
  if (!watches_descriptors()) return;
  const auto time = std::chrono::steady_clock::now();
  if (time < w->next_poll) return;
  const auto period = poll_now(w).events ? 2 * w->poll_period : w->poll_period / 2;
  w->poll_period = std::clamp(period, shortest_poll, longest_poll);
  w->next_poll = time + w->poll_period;
}

void run_worker(worker* w) {
  become_worker(w);
  use_alternate_stack();
  w->current = &w->idle;
  idle_loop(nullptr);
}

}  // namespace

constinit scheduler global_scheduler;
static_assert(std::is_trivially_destructible_v<scheduler>);

void inject(fiber* f) noexcept {
  scheduler& s = the_scheduler();
  worker* sleeper = nullptr;
  {
    const std::lock_guard hold(s.lock);
    s.append_injected(f);
    if (s.searching == 0) sleeper = s.claim_sleeper(nullptr);
  }
  if (sleeper != nullptr) wake(sleeper);
}

void scheduler::append_injected(fiber* f) noexcept {
  f->next = nullptr;
  (injected_last != nullptr ? injected_last->next : injected_first) = f;
  injected_last = f;
  injected.fetch_add(1, std::memory_order_relaxed);
  raise_attention();
}

void scheduler::update_hunger() noexcept {
  const appetite to_wake = searching > 0 || asleep == 0 ? no_appetite
                           : watching > 0               ? for_surplus
                                                        : for_any;
  const bool alone = asleep + 1 >= worker_count.load(std::memory_order_relaxed);
  const appetite now = to_wake | (alone ? no_appetite : for_offer);
  if (hunger.load(std::memory_order_relaxed) != now) hunger.store(now, std::memory_order_relaxed);
}

worker* scheduler::claim_sleeper(worker* preferred) noexcept {
  if (asleep == 0) return nullptr;
  worker* found = preferred;
  worker* const polls = poller.load(std::memory_order_relaxed);
  const unsigned count = worker_count.load(std::memory_order_relaxed);
  for (unsigned i = 0; i < count && found == nullptr; ++i) {
    if (workers[i]->asleep && workers[i] != keeper && workers[i] != polls) found = workers[i];
  }
  if (found == nullptr && polls != nullptr && polls->asleep && polls != keeper) found = polls;
  if (found == nullptr) found = keeper;
  if (found == nullptr || !found->asleep) return nullptr;
  found->asleep = false;
  --asleep;
  if (found->watching) {
    found->watching = false;
    --watching;
  }
  if (found == keeper) {
    keeper = nullptr;
    keeper_deadline.store(INT64_MAX, std::memory_order_relaxed);
  }
  found->searching = true;
  ++searching;
  update_hunger();
  found->wake_word.store(1, std::memory_order_release);
  return found;
}

void ensure_started() {
  scheduler& s = the_scheduler();
  if (s.started.load(std::memory_order_acquire)) return;
  static std::mutex once;
  const std::lock_guard hold(once);
  if (s.started.load(std::memory_order_relaxed)) return;
  const unsigned wanted = environment().workers;
  std::atexit([] { stop_workers(); });
  catch_overflow();
  catch_terminate();
  catch_quit();
  choose_seeded_process();
  for (unsigned have = s.worker_count.load(std::memory_order_relaxed); have < wanted; ++have) {
    auto* w = new worker;
    w->number = have;
    w->idle.run = &idle_loop;
    {
      const std::lock_guard hold_states(s.lock);
      s.workers[have] = w;
      s.worker_count.store(have + 1, std::memory_order_release);
    }
    std::thread(run_worker, w).detach();
  }
  trace_stalls();
  s.started.store(true, std::memory_order_release);
}

namespace {

// As next_fiber, in a chosen schedule.
fiber* choose_next(worker* w) noexcept {
  // One whose last fiber ended when the schedule began.
  if (!runs_schedule(w)) return nullptr;
  // As below.
  if (w->current != &w->idle && timers_due()) return nullptr;
  take_injected(w);
  const unsigned turn = w->turns.load_relaxed() + 1;
  w->turns.store_relaxed(turn);
  if (watches_descriptors() && (w->queue.size() == 0 || turn % safe_point_each == 0)) poll_now(w);
  const std::size_t n = w->queue.size();
  if (the_scheduler().stopping.load(std::memory_order_relaxed)) return nullptr;
  if (n == 0) return take_last();
  w->just_chosen = true;
  return w->queue.take(choose(n));
}

// Whoever would run at another time, or at times one that waits long.
fiber* next_at_safe_point(worker* w) noexcept {
  const unsigned n = ++w->safe_points;
  if (n % oldest_each != 0) return w->queue.pop();
  if (n % chain_ends_each == 0) w->queue.end_chain();
  return w->queue.pop_oldest();
}

}  // namespace

fiber* next_fiber_slowly(worker* w) noexcept {
  const bool safe_point = w->until_safe_point == 0;
  if (safe_point) w->until_safe_point = safe_point_each;
  if (scheduled()) return choose_next(w);
  if (safe_point) {
    // The fiber that leaves may still hold the locks of the channels it waits on, until the switch:
    // timers, which take such locks, are fired by the idle fiber. Its next turn is the safe point:
    // a fast ticker must not take all of them.
    if (w->current != &w->idle && timers_due()) {
      w->until_safe_point = 1;
      return nullptr;
    }
    w->withdraw_offer();
    take_injected(w);
    poll_now_and_then(w);
    maybe_be_sole(w);
    const pace p = measure_pace(w);
    if (p == pace::aside) return nullptr;
    if (p == pace::slower && w->queue.size() > 1) feed_others(true);
  }
  if (the_scheduler().stopping.load(std::memory_order_relaxed)) return nullptr;
  fiber* f = safe_point ? next_at_safe_point(w) : w->queue.pop();
  if (f == nullptr) f = w->offered.take();
  if (f == nullptr && the_scheduler().injected.load(std::memory_order_relaxed) != 0) {
    take_injected(w);
    f = w->queue.pop();
  }
  if (f != nullptr) w->count_turn();
  return f;
}

void feed_the_hungry(appetite now, bool surplus) noexcept {
  if (scheduled()) [[unlikely]]
    return;
  if ((now & for_any) != 0 ||
      ((now & for_surplus) != 0 && surplus && worth_a_search(this_worker())))
    wake_searcher();
}

void make_ready_by_offer(worker* w, fiber* f) noexcept {
  if (!may_offer(*w) || w->ready_count() != 0 || scheduled())
    return feed_others(w->queue.push_next(f));
  raise_own_attention();
  w->offered.put(f);
  feed_others(false);
}

namespace {

void wake_thread(fiber* f) noexcept {
  the_scheduler().running_threads.fetch_add(1, std::memory_order_seq_cst);
  // The record may be gone as soon as the word is set; the wake only names its address.
  std::atomic<std::uint32_t>& word = *f->thread;
  word.store(1, std::memory_order_release);
  futex_wake(word);
}

}  // namespace

void make_ready_slowly(fiber* f) noexcept {
  if (f->thread != nullptr) return wake_thread(f);
  inject(f);
}

void make_ready_later(fiber* f) noexcept {
  if (f->thread != nullptr) return wake_thread(f);
  worker* w = this_worker();
  if (w == nullptr) return inject(f);
  feed_others(w->queue.push_back(f));
}

void ready_list::make_ready() noexcept {
  if (fibers_) {
    if (worker* const w = this_worker()) {
      feed_others(w->queue.push_all_back(fibers_));
    } else {
      for (fiber* f = fibers_.first; f != nullptr;) inject(std::exchange(f, f->next));
    }
  }
  while (threads_ != nullptr) wake_thread(std::exchange(threads_, threads_->next));
}

void wake_searcher() noexcept {
  scheduler& s = the_scheduler();
  worker* sleeper = nullptr;
  {
    const std::lock_guard hold(s.lock);
    if (s.searching == 0) sleeper = s.claim_sleeper(nullptr);
  }
  if (sleeper != nullptr) wake(sleeper);
}

void wake(worker* claimed) noexcept {
  // It may have changed its bed meanwhile: then it is awake, and wakes once too often.
  if (claimed->polling.load(std::memory_order_acquire)) {
    wake_poller();
  } else {
    futex_wake(claimed->wake_word);
  }
}

void need_poller() noexcept {
  scheduler& s = the_scheduler();
  if (!watches_descriptors() || scheduled() ||
      s.poller.load(std::memory_order_relaxed) != nullptr) {
    return;
  }
  worker* sleeper = nullptr;
  {
    const std::lock_guard hold(s.lock);
    // Who searches or watches looks at descriptors too, and becomes the poller when it sleeps.
    if (s.poller.load(std::memory_order_relaxed) == nullptr && s.searching == 0 && s.watching == 0)
      sleeper = s.claim_sleeper(nullptr);
  }
  if (sleeper != nullptr) wake(sleeper);
}

void timer_moved(time_point due) noexcept {
  scheduler& s = the_scheduler();
  const std::int64_t when = due.time_since_epoch().count();
  if (when >= s.keeper_deadline.load(std::memory_order_relaxed)) return;
  // The only worker looks itself before it sleeps.
  if (this_worker() != nullptr && s.worker_count.load(std::memory_order_relaxed) == 1) return;
  worker* sleeper = nullptr;
  {
    const std::lock_guard hold(s.lock);
    sleeper = s.claim_sleeper(s.keeper);
  }
  if (sleeper != nullptr) wake(sleeper);
}

bool stop_workers() noexcept {
  scheduler& s = the_scheduler();
  worker* const self = this_worker();
  if (s.stopping.exchange(true)) {
    while (self != nullptr && self != s.exiting.load()) pause();
    return true;
  }
  raise_attention();
  s.exiting.store(self);
  end_all_solitude();
  const unsigned others =
      s.worker_count.load(std::memory_order_acquire) - (self != nullptr ? 1 : 0);
  for (;;) {
    worker* sleeper = nullptr;
    {
      const std::lock_guard hold(s.lock);
      sleeper = s.claim_sleeper(nullptr);
    }
    if (sleeper == nullptr) break;
    wake(sleeper);
  }
  // Some compute, or wait in the kernel. A report of leaks is wrong unless all have stopped.
  constexpr auto patience = std::chrono::milliseconds(LSUB_ASAN ? 500 : 20);
  const auto limit = std::chrono::steady_clock::now() + patience;
  while (s.stopped.load(std::memory_order_acquire) < others) {
    if (std::chrono::steady_clock::now() >= limit) return false;
    usleep(50);
  }
  register_fake_frames(self != nullptr ? self->current.seen() : nullptr);
  return true;
}

}  // namespace lsub::detail
