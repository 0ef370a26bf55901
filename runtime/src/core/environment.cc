#include "core/environment.h"

#include <sched.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace lsub::detail {
namespace {

std::uint64_t number(const char* name, std::uint64_t least, std::uint64_t most,
                     std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return otherwise;
  std::uint64_t value = 0;
  const char* end = text + std::strlen(text);
  const auto [stop, problem] = std::from_chars(text, end, value);
  if (problem != std::errc{} || stop != end || value < least || value > most) {
    std::fprintf(stderr, "fatal error: %s=%s: expected a number from %llu to %llu\n", name, text,
                 static_cast<unsigned long long>(least), static_cast<unsigned long long>(most));
    _exit(2);
  }
  return value;
}

unsigned cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  const int n = CPU_COUNT(&set);
  return n < 1 ? 1 : static_cast<unsigned>(n);
}

settings read() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  constexpr std::uint64_t kibibyte = 1024;
  settings s{};
  s.workers = static_cast<unsigned>(number("LSUB_WORKERS", 1, 1024, cores()));
  s.stack_bytes = number("LSUB_STACK", kibibyte * 16, kibibyte << 20, kibibyte * 256);
  s.trace_stalls = number("LSUB_TRACE_STALLS", 0, 1, 0) == 1;
  const char* seed = std::getenv("LSUB_SEED");
  s.seeded = seed != nullptr && *seed != '\0';
  if (s.seeded) s.workers = 1;
  s.seed = number("LSUB_SEED", 0, UINT64_MAX,
                  static_cast<std::uint64_t>(now) ^ (static_cast<std::uint64_t>(getpid()) << 32));
  return s;
}

}  // namespace

const settings& environment() {
  static const settings s = read();
  return s;
}

}  // namespace lsub::detail
