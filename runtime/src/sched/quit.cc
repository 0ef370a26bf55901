// The handler runs on the thread that took the signal and uses nothing a handler must not: fields
// that are published, lists that only grow, locks it can do without.
#include "sched/quit.h"

#include <signal.h>
#include <unistd.h>

#include "chan/known.h"
#include "core/report.h"
#include "sched/attach.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

constexpr std::size_t most_fibers = 10'000;
constexpr std::size_t most_channels = 10'000;

bool has_worker(const fiber& f) noexcept {
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) {
    if (s.workers[i]->current == &f) return true;
  }
  return false;
}

void print_left_out(std::size_t n, const char* of_what) noexcept {
  if (n == 0) return;
  text_line l;
  l.add("and ").add(n).add(of_what).print();
}

void on_quit(int) {
  text_line head;
  head.add("SIGQUIT: fibers and channels").print();
  std::size_t fibers = 0;
  each_live_fiber(
      [](fiber& f, void* count) {
        auto& n = *static_cast<std::size_t*>(count);
        if (++n <= most_fibers) print_fiber(f, has_worker(f));
      },
      &fibers);
  print_left_out(fibers > most_fibers ? fibers - most_fibers : 0, " more fibers");
  print_threads();
  print_left_out(print_channels(most_channels), " more channels");
  print_seed();
  _exit(2);
}

}  // namespace

void catch_quit() noexcept {
  struct sigaction before = {};
  if (sigaction(SIGQUIT, nullptr, &before) != 0 || (before.sa_flags & SA_SIGINFO) != 0 ||
      before.sa_handler != SIG_DFL) {
    return;
  }
  struct sigaction action = {};
  action.sa_handler = &on_quit;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGQUIT, &action, nullptr);
}

}  // namespace lsub::detail
