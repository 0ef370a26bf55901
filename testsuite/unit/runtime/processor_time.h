// What the process has used of the processors.
#pragma once

#include <sys/resource.h>

#include <chrono>

namespace lsub::test {

// User and system time of all threads since the process began.
inline std::chrono::microseconds processor_time() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto of = [](const timeval& t) {
    return std::chrono::seconds(t.tv_sec) + std::chrono::microseconds(t.tv_usec);
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

}  // namespace lsub::test
