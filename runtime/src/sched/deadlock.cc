#include "sched/deadlock.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/report.h"
#include "core/sanitizer.h"
#include "poll/poller.h"
#include "sched/attach.h"
#include "sched/blocking.h"
#include "sched/stalls.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

// The kernel's count of this process's threads; 0 if unknown.
std::size_t count_threads() noexcept {
  DIR* tasks = opendir("/proc/self/task");
  if (tasks == nullptr) return 0;
  std::size_t n = 0;
  while (const dirent* entry = readdir(tasks)) n += entry->d_name[0] != '.' ? 1 : 0;
  closedir(tasks);
  return n;
}

}  // namespace

liveness check_deadlock(scheduler& s) noexcept {
  const unsigned workers = s.worker_count.load(std::memory_order_relaxed);
  if (s.asleep != workers || s.injected.load(std::memory_order_relaxed) != 0 ||
      s.running_threads.load(std::memory_order_acquire) != 0 || next_timer() != time_point::max() ||
      descriptor_waits() != 0 || s.stopping.load()) {
    return liveness::alive;
  }
  // ThreadSanitizer keeps a thread of its own.
  const std::size_t known =
      workers + attached_threads() + helper_threads() + tracing_threads() + (LSUB_TSAN ? 1 : 0);
  if (count_threads() > known) return liveness::unknown_threads;
  // One that was attached since the first look is known now, and runs.
  if (s.running_threads.load(std::memory_order_acquire) != 0) return liveness::alive;
  report_deadlock();
}

void report_deadlock() noexcept {
  std::fflush(stdout);
  std::fputs("fatal error: all fibers are asleep - deadlock!\n", stderr);
  std::vector<fiber*> waiting;
  each_live_fiber(
      [](fiber& f, void* list) { static_cast<std::vector<fiber*>*>(list)->push_back(&f); },
      &waiting);
  std::sort(waiting.begin(), waiting.end(), [](fiber* a, fiber* b) { return a->id < b->id; });
  for (const fiber* f : waiting) print_fiber(*f, false);
  print_threads();
  print_seed();
  std::fflush(nullptr);
  _exit(2);
}

}  // namespace lsub::detail
