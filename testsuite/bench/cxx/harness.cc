#include "harness.h"

#include <time.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace bench {
namespace {

std::map<std::string, void (*)(long)>& known() {
  static std::map<std::string, void (*)(long)> benchmarks;
  return benchmarks;
}

struct moment {
  double wall = 0;
  double cpu = 0;
};

moment now() {
  timespec cpu;
  check(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu) == 0);
  return {now_ns(), double(cpu.tv_sec) * 1e9 + double(cpu.tv_nsec)};
}

moment started;
moment stopped;
std::vector<std::pair<std::string, double>> further;

void measure(void (*body)(long), long count) {
  further.clear();
  start_timer();
  body(count);
  stop_timer();
}

}  // namespace

group::group(std::initializer_list<benchmark> benchmarks) {
  for (const auto& b : benchmarks) check(known().emplace(b.name, b.run).second);
}

int workers() {
  const char* text = std::getenv("LSUB_WORKERS");
  return text != nullptr ? std::max(1, std::atoi(text)) : 1;
}

int run(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--list") == 0) {
    for (const auto& b : known()) std::printf("%s\n", b.first.c_str());
    return 0;
  }
  const auto chosen = argc == 4 ? known().find(argv[1]) : known().end();
  if (chosen == known().end()) {
    std::fprintf(stderr, "usage: %s --list | NAME COUNT WARM_UP\n", argv[0]);
    return 64;
  }
  const long count = std::atol(argv[2]);
  const long warm_up = std::atol(argv[3]);
  if (warm_up > 0) measure(chosen->second, warm_up);
  measure(chosen->second, count);
  further.insert(further.begin(), {{"ns", (stopped.wall - started.wall) / double(count)},
                                   {"cpu_ns", (stopped.cpu - started.cpu) / double(count)}});
  for (const auto& [metric, value] : further) {
    std::printf("bench %s %ld %s %.4f\n", argv[1], count, metric.c_str(), value);
  }
  return 0;
}

void start_timer() {
  stopped = {};
  started = now();
}

void stop_timer() {
  if (stopped.wall == 0) stopped = now();
}

void report(const char* metric, double value) {
  further.emplace_back(metric, value);
}

double now_ns() {
  using namespace std::chrono;
  return double(duration_cast<nanoseconds>(steady_clock::now().time_since_epoch()).count());
}

long resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/status", "r");
  check(file != nullptr);
  char line[256];
  long kilobytes = 0;
  while (std::fgets(line, sizeof line, file) != nullptr) {
    if (std::strncmp(line, "VmRSS:", 6) == 0) kilobytes = std::atol(line + 6);
  }
  std::fclose(file);
  return kilobytes * 1024;
}

}  // namespace bench
