#include "deep_stack.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdint>

namespace lsub::translate {
namespace {

// Only what is touched becomes memory. The smaller sizes are for processes with a limit on
// addresses.
constexpr std::array stack_sizes{std::size_t{1} << 30, std::size_t{1} << 28, std::size_t{1} << 26};

struct job {
  const std::function<void()>* work;
  std::string complaint;
};

// Where the deep stack of this thread ends, and what to say when it is reached.
thread_local std::uintptr_t stack_end = 0;
thread_local const std::string* complaint = nullptr;

struct sigaction earlier;

// Only what is safe in a signal handler: the thread has no stack left but the handler's own.
void on_fault(int number, siginfo_t* info, void*) {
  const auto at = reinterpret_cast<std::uintptr_t>(info->si_addr);
  constexpr std::uintptr_t near = std::uintptr_t{1} << 20;
  if (complaint != nullptr && at + near > stack_end && at < stack_end + near) {
    [[maybe_unused]] auto written = write(STDERR_FILENO, complaint->data(), complaint->size());
    _exit(1);
  }
  sigaction(number, &earlier,
            nullptr);  // another fault: it happens again and meets the old handler
}

void* run(void* argument) {
  const job& one = *static_cast<job*>(argument);
  pthread_attr_t attributes;
  void* low = nullptr;
  std::size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
  }
  stack_end = reinterpret_cast<std::uintptr_t>(low);
  complaint = &one.complaint;
  static thread_local std::array<char, 1 << 16> reserve;
  stack_t own{}, before{};
  own.ss_sp = reserve.data();
  own.ss_size = reserve.size();
  sigaltstack(&own, &before);
  (*one.work)();
  sigaltstack(&before, nullptr);
  complaint = nullptr;
  return nullptr;
}

void watch_faults() {
  static const bool once = [] {
    struct sigaction action {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    return sigaction(SIGSEGV, &action, &earlier) == 0;
  }();
  static_cast<void>(once);
}

}  // namespace

void on_deep_stack(const std::string& file, const std::function<void()>& work) {
  watch_faults();
  job one{&work, file + ": error: this file nests too deeply to be translated\n"};
  for (std::size_t size : stack_sizes) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_t thread{};
    const bool started = pthread_attr_setstacksize(&attributes, size) == 0 &&
                         pthread_create(&thread, &attributes, run, &one) == 0;
    pthread_attr_destroy(&attributes);
    if (!started) continue;
    pthread_join(thread, nullptr);
    return;
  }
  work();
}

}  // namespace lsub::translate
