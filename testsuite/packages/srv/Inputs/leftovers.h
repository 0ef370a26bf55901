// What a stopped server may have left behind.
#pragma once

#include <dirent.h>
#include <lsub/test.h>

#include <cstddef>

#include "check.h"

inline std::size_t open_descriptors() {
  std::size_t n = 0;
  DIR* d = opendir("/proc/self/fd");
  while (readdir(d) != nullptr) ++n;
  closedir(d);
  return n;
}

// Stands at the head of a test: at its end no fiber started meanwhile lives, no descriptor opened meanwhile is open.
class nothing_left {
 public:
  nothing_left() : before_(open_descriptors()) {}
  ~nothing_left() {
    check(fibers_.leaked() == 0);
    check(open_descriptors() == before_);
  }
  nothing_left(const nothing_left&) = delete;
  nothing_left& operator=(const nothing_left&) = delete;

 private:
  std::size_t before_;
  lsub::test::no_leaks fibers_;
};
