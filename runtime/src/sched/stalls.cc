#include "sched/stalls.h"

#include <chrono>
#include <thread>

#include "core/environment.h"
#include "core/report.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto limit = 10ms;
constexpr auto sample_period = 2ms;

struct sample {
  unsigned turns = 0;
  time_point since;
  bool told = false;
};

void look_at(worker* w, sample& before) {
  const unsigned turns = w->turns.load_relaxed();
  const fiber* f = w->current;
  const time_point now = std::chrono::steady_clock::now();
  if (turns != before.turns || f == &w->idle || f == nullptr) {
    before = {turns, now, false};
    return;
  }
  if (before.told || now - before.since <= limit) return;
  before.told = true;
  text_line l;
  l.add("stall: ");
  add_name(l, *f);
  l.add_place(" (started at ", f->started);
  if (f->started.line != 0) l.add(")");
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - before.since);
  l.add(" keeps worker ").add(std::uint64_t{w->number}).add(" for ");
  l.add(static_cast<std::uint64_t>(ms.count())).add(" ms").print();
}

void watch() {
  scheduler& s = the_scheduler();
  static sample samples[max_workers];
  while (!s.stopping.load(std::memory_order_relaxed)) {
    std::this_thread::sleep_for(sample_period);
    const unsigned count = s.worker_count.load(std::memory_order_acquire);
    for (unsigned i = 0; i < count; ++i) look_at(s.workers[i], samples[i]);
  }
}

}  // namespace

void trace_stalls() {
  if (environment().trace_stalls) std::thread(&watch).detach();
}

std::size_t tracing_threads() noexcept {
  return environment().trace_stalls ? 1 : 0;
}

}  // namespace lsub::detail
