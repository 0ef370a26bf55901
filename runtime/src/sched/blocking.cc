// Helpers are started when a call finds none idle, and end when they have been idle for long. While
// a call runs it counts as a thread that may wake somebody.
#include "sched/blocking.h"

#include <lsub/blocking.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "sched/attach.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

constexpr auto patience = std::chrono::seconds(10);

struct job {
  void (*run)(void*);
  void* closure;
  fiber* task;
  job* next;
};

// Never destroyed: helpers may run while the process exits.
struct pool {
  std::mutex lock;  // protects all below
  std::condition_variable wanted;
  job* first = nullptr;
  job* last = nullptr;
  std::size_t queued = 0;
  std::size_t promised = 0;  // calls that will be queued as soon as their fibers have left
  std::size_t idle = 0;
  std::atomic<std::size_t> threads{0};
};

pool& helpers() {
  static auto* p = new pool;
  return *p;
}

job* next_job(pool& p) {
  std::unique_lock hold(p.lock);
  ++p.idle;
  const bool found = p.wanted.wait_for(hold, patience, [&] { return p.first != nullptr; });
  --p.idle;
  // One was promised to this helper, perhaps: then it stays.
  if (!found && p.promised == 0) {
    p.threads.fetch_sub(1, std::memory_order_release);
    return nullptr;
  }
  if (!found) {
    p.wanted.wait(hold, [&] { return p.first != nullptr; });
  }
  job* j = p.first;
  p.first = j->next;
  if (p.first == nullptr) p.last = nullptr;
  --p.queued;
  return j;
}

void help() {
  pool& p = helpers();
  while (job* j = next_job(p)) {
    j->run(j->closure);
    // It may have used channels, but is nobody's partner while it waits for the next.
    detach_this_thread();
    // The job is gone as soon as its fiber runs.
    make_ready_later(j->task);
    scheduler& s = the_scheduler();
    if (s.running_threads.fetch_sub(1, std::memory_order_release) == 1) wake_searcher();
  }
}

void submit(void* queued, void*) {
  auto* j = static_cast<job*>(queued);
  pool& p = helpers();
  {
    const std::lock_guard hold(p.lock);
    (p.last != nullptr ? p.last->next : p.first) = j;
    p.last = j;
    ++p.queued;
    --p.promised;
  }
  p.wanted.notify_one();
}

// Makes sure that somebody will take one more call. Errors: std::system_error if nobody can.
void promise(pool& p) {
  {
    const std::lock_guard hold(p.lock);
    ++p.promised;
    if (p.idle >= p.queued + p.promised) return;
    p.threads.fetch_add(1, std::memory_order_relaxed);
  }
  try {
    std::thread(&help).detach();
  } catch (...) {
    const std::lock_guard hold(p.lock);
    // Those at work will come to it.
    if (p.threads.fetch_sub(1, std::memory_order_relaxed) > 1) return;
    --p.promised;
    throw;
  }
}

}  // namespace

std::size_t helper_threads() noexcept {
  return helpers().threads.load(std::memory_order_acquire);
}

void run_blocking(void (*run)(void*), void* closure, location at) {
  if (this_worker() == nullptr || scheduled()) return run(closure);
  promise(helpers());
  the_scheduler().running_threads.fetch_add(1, std::memory_order_seq_cst);
  job j{run, closure, current_task(), nullptr};
  park({wait_kind::blocking, nullptr, at}, {&submit, &j, nullptr});
}

}  // namespace lsub::detail
