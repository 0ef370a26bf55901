// The program that LSUB_BENCH_LOAD names, as a child whose standard input is a pipe.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "check.h"

namespace bench {

struct clients {
  pid_t child = -1;
  int input = -1;
};

inline clients start_clients(const std::vector<std::string>& words) {
  const char* program = std::getenv("LSUB_BENCH_LOAD");
  std::vector<const char*> all{program};
  for (const auto& word : words) all.push_back(word.c_str());
  all.push_back(nullptr);
  int ends[2];
  check(program != nullptr && pipe2(ends, O_CLOEXEC) == 0);
  const pid_t child = vfork();
  if (child == 0) {
    dup2(ends[0], 0);
    execv(program, const_cast<char**>(all.data()));
    _exit(127);
  }
  check(child > 0);
  ::close(ends[0]);
  return {child, ends[1]};
}

// Ends their input. Blocks: the thread, until they have ended.
inline void end_clients(const clients& c) {
  ::close(c.input);
  int status = 1;
  check(waitpid(c.child, &status, 0) == c.child && status == 0);
}

inline void allow_many_files() {
  rlimit files = {};
  check(getrlimit(RLIMIT_NOFILE, &files) == 0);
  files.rlim_cur = files.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &files) == 0);
}

}  // namespace bench
