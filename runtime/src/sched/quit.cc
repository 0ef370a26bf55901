// The handler runs on the thread that took the signal and uses nothing a handler must not.
#include "sched/quit.h"

#include <lsub/detail/tables.h>
#include <signal.h>
#include <unistd.h>

#include "core/report.h"

namespace lsub::detail {
namespace {

void on_quit(int) {
  text_line head;
  head.add("SIGQUIT: fibers and channels").print();
  print_tables();
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
