// What a test program says when an expectation does not hold. An ordinary header, independent of the project.
// Thread-safety: may be called from any fiber or thread.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

// Ends the program with status 1 and the place of the call unless `held`.
inline void check(bool held, std::source_location at = std::source_location::current()) {
  if (held) return;
  std::fprintf(stderr, "%s:%u: expectation does not hold\n", at.file_name(), unsigned(at.line()));
  std::fflush(nullptr);
  std::_Exit(1);
}
