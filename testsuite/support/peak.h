// How much memory a test program has needed. An ordinary header, independent of the project.
#pragma once

#include <sys/resource.h>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TEST_MEMORY_IS_SHADOWED 1
#endif
#endif

// The most that was resident, in KiB. ThreadSanitizer keeps several bytes of its own for each of the program's, at its own
// times: always 0 there.
inline long peak_kib() {
#if defined(TEST_MEMORY_IS_SHADOWED)
  return 0;
#else
  rusage u = {};
  getrusage(RUSAGE_SELF, &u);
  return u.ru_maxrss;
#endif
}
