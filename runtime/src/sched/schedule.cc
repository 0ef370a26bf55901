#include "sched/schedule.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include <utility>

#include "core/environment.h"
#include "core/report.h"
#include "sched/ready.h"
#include "time/timer.h"

namespace lsub::detail {

constinit std::atomic<bool> schedule_is_chosen{false};

namespace {

struct source {
  std::uint64_t state = 0;
  chooser how = nullptr;
  void* context = nullptr;
  const char* name = nullptr;
  std::uint64_t number = 0;
  fiber* last = nullptr;  // runs when no other can
};
source choices;
std::atomic<worker*> home{nullptr};  // null: there is only one

std::size_t generate(std::size_t bound) noexcept {
  std::uint64_t x = choices.state += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return static_cast<std::size_t>(((x ^ (x >> 31)) >> 32) * bound >> 32);
}

void requeue(void* f, void*) {
  make_ready_later(static_cast<fiber*>(f));
}

// A poller among them gives that up, for it is another's part now.
bool others_asleep() noexcept {
  scheduler& s = the_scheduler();
  worker* polls = nullptr;
  {
    const std::lock_guard hold(s.lock);
    polls = s.poller.load(std::memory_order_relaxed);
    if (polls == nullptr) return s.asleep + 1 >= s.worker_count.load(std::memory_order_relaxed);
    if (polls->asleep) s.claim_sleeper(polls);
  }
  wake(polls);
  return false;
}

void on_abort(int) {
  print_seed();
  ::signal(SIGABRT, SIG_DFL);
}

}  // namespace

void choose_schedule(std::uint64_t seed, const char* name, std::uint64_t number, chooser how,
                     void* context) noexcept {
  choices = {seed, how, context, name, number, nullptr};
  worker* w = this_worker();
  home.store(w, std::memory_order_relaxed);
  simulate_time(true);
  if (w != nullptr) {
    w->withdraw_offer();
    w->polls_until_yield = operations_between_yields;
    w->until_yield.store_relaxed(operations_between_yields);
    w->just_chosen = false;
  }
  if (schedule_is_chosen.exchange(true)) return;
  // The others may be about to steal: once they have slept they know better.
  while (w != nullptr && !others_asleep()) sched_yield();
}

void release_schedule() noexcept {
  schedule_is_chosen.store(false, std::memory_order_relaxed);
  simulate_time(false);
}

void choose_seeded_process() {
  static bool chosen = false;
  if (!environment().seeded || chosen) return;
  chosen = true;
  choose_schedule(environment().seed, "LSUB_SEED=", environment().seed);
  on_exit(
      [](int status, void*) {
        if (status != 0) print_seed();
      },
      nullptr);
  struct sigaction before = {};
  if (sigaction(SIGABRT, nullptr, &before) == 0 && before.sa_handler == SIG_DFL) {
    ::signal(SIGABRT, &on_abort);
  }
}

bool runs_schedule(const worker* w) noexcept {
  const worker* h = home.load(std::memory_order_relaxed);
  return h == nullptr || h == w;
}

std::size_t choose(std::size_t bound) noexcept {
  if (bound == 1) return 0;
  return choices.how != nullptr ? choices.how(choices.context, bound) : generate(bound);
}

void leave_or_stay() {
  worker* w = this_worker();
  if (w == nullptr || the_scheduler().stopping.load(std::memory_order_relaxed)) return;
  // It has done nothing since it was chosen.
  if (w->just_chosen) {
    w->just_chosen = false;
    return;
  }
  const std::size_t others = w->queue.size();
  const std::size_t k = choose(others + 1);
  if (k == 0) return;
  w->just_chosen = true;
  switch_to(w, w->queue.take(k - 1), {&requeue, w->current, nullptr});
  this_worker()->just_chosen = false;
}

void run_others() {
  for (;;) {
    worker* w = this_worker();
    if (w->queue.size() > 0) {
      choices.last = w->current;
      fiber* next = next_fiber(w);
      switch_to(w, next != nullptr ? next : &w->idle, {});
    } else if (jump_to_next_timer()) {
      fire_timers();
    } else {
      return;
    }
  }
}

fiber* take_last() noexcept {
  return std::exchange(choices.last, nullptr);
}

void print_seed() noexcept {
  if (!scheduled()) return;
  static std::atomic<bool> said{false};
  if (said.exchange(true)) return;
  text_line l;
  l.add("this schedule: ").add(choices.name).add(choices.number).print();
}

}  // namespace lsub::detail
