#include "core/overflow.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "core/environment.h"
#include "core/report.h"
#include "core/sanitizer.h"
#include "core/stack.h"
#include "core/text.h"
#include "sched/worker.h"

namespace lsub::detail {
namespace {

constexpr std::size_t alternate_bytes = std::size_t{64} * 1024;
constexpr std::size_t kibibyte = 1024;

struct sigaction before;

// The stack the system gave main; nothing if it is not known.
char* main_bottom = nullptr;
std::size_t main_bytes = 0;

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

// Just below the end of main's stack, as one large frame may reach.
bool below_main(const fiber* f, const void* address) noexcept {
  if (f == nullptr || f->id != 1 || main_bottom == nullptr) return false;
  constexpr std::size_t reach = 256 * kibibyte;
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  const auto end = reinterpret_cast<std::uintptr_t>(main_bottom);
  return at < end + reach && at + reach > end;
}

[[noreturn]] void report(const fiber* f, std::size_t bytes, const char* remedy,
                         std::size_t proposal) noexcept {
  text_line l;
  l.add("fatal error: stack overflow in ");
  if (f != nullptr) {
    add_name(l, *f);
    l.add_place(" (started at ", f->started);
    if (f->started.line != 0) l.add(")");
  } else {
    l.add("a fiber");
  }
  l.add(": its stack has ").add(bytes).add(" bytes; raise it with ").add(remedy).add(proposal);
  l.print();
  print_seed();
  ::signal(SIGABRT, SIG_DFL);
  abort();
}

void on_fault(int signal, siginfo_t* info, void* context) {
  const worker* w = this_worker();
  const fiber* f = nullptr;
  if (w != nullptr) f = w->current;
  if (in_stack_guard(info->si_addr)) {
    const std::size_t bytes = environment().stack_bytes;
    report(f, bytes, "LSUB_STACK=", bytes * 4);
  }
  if (below_main(f, info->si_addr)) {
    report(f, main_bytes, "ulimit -s ", main_bytes / kibibyte * 4);
  }
  pass_on(signal, info, context);
}

}  // namespace

void catch_overflow() noexcept {
  if (LSUB_ASAN || LSUB_TSAN) return;  // they report it themselves
  static bool caught = false;
  if (caught) return;
  caught = true;
  use_alternate_stack();
  struct sigaction action = {};
  action.sa_sigaction = &on_fault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &before);
}

void note_main_stack() noexcept {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
  void* bottom = nullptr;
  if (pthread_attr_getstack(&attributes, &bottom, &main_bytes) == 0) {
    main_bottom = static_cast<char*>(bottom);
  }
  pthread_attr_destroy(&attributes);
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
