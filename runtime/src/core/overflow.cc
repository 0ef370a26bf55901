#include "core/overflow.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>

#include "core/environment.h"
#include "core/sanitizer.h"
#include "core/stack.h"
#include "sched/worker.h"

namespace lsub::detail {
namespace {

constexpr std::size_t alternate_bytes = std::size_t{64} * 1024;

struct sigaction before;

void pass_on(int signal, siginfo_t* info, void* context) noexcept {
  if ((before.sa_flags & SA_SIGINFO) != 0 && before.sa_sigaction != nullptr) {
    before.sa_sigaction(signal, info, context);
    return;
  }
  if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
    return;
  }
  // The fault repeats when this handler returns, now with the default action.
  sigaction(signal, &before, nullptr);
}

void on_fault(int signal, siginfo_t* info, void* context) {
  if (!in_stack_guard(info->si_addr)) return pass_on(signal, info, context);
  char text[512];
  worker* w = this_worker();
  const fiber* f = w != nullptr ? w->current : nullptr;
  int n = std::snprintf(text, sizeof text, "fatal error: stack overflow in fiber %llu",
                        static_cast<unsigned long long>(f != nullptr ? f->id : 0));
  const auto used = [&] { return static_cast<std::size_t>(n); };
  if (f != nullptr && f->started.line != 0) {
    n += std::snprintf(text + used(), sizeof text - used(), " (started at %.300s:%u)",
                       f->started.file, f->started.line);
  }
  n += std::snprintf(text + used(), sizeof text - used(), ": %zu bytes; raise LSUB_STACK\n",
                     environment().stack_bytes);
  if (write(STDERR_FILENO, text, used()) < 0) _exit(2);
  ::signal(SIGABRT, SIG_DFL);
  abort();
}

}  // namespace

void catch_overflow() noexcept {
  if (LSUB_ASAN || LSUB_TSAN) return;  // they report it themselves
  use_alternate_stack();
  struct sigaction action = {};
  action.sa_sigaction = &on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &before);
}

void use_alternate_stack() noexcept {
  if (LSUB_ASAN || LSUB_TSAN) return;
  stack_t current = {};
  if (sigaltstack(nullptr, &current) == 0 && (current.ss_flags & SS_DISABLE) == 0) return;
  stack_t alternate = {};
  alternate.ss_size = alternate_bytes;
  alternate.ss_sp =
      mmap(nullptr, alternate_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (alternate.ss_sp != MAP_FAILED) sigaltstack(&alternate, nullptr);
}

}  // namespace lsub::detail
