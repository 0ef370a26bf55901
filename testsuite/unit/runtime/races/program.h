// Programs for ThreadSanitizer. One whose name begins with no_race orders all its accesses by means
// the language promises; one whose name begins with race leaves one pair unordered.
#pragma once

#include <lsub/lsub.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace races {

// Each program is a constant of this type: it lists itself.
class program {
 public:
  program(const char* name, void (*run)()) noexcept;

  const char* const name;
  void (*const run)();
  const program* const next;
};

// The last program defined.
const program*& programs() noexcept;

// Ends the process with status 1 if `holds` is false.
inline void check(bool holds, std::source_location at = std::source_location::current()) {
  if (holds) return;
  std::fprintf(stderr, "%s:%u: does not hold\n", at.file_name(), at.line());
  std::_Exit(1);
}

// What two accesses may race for. There are many, for ThreadSanitizer sees nothing in two accesses
// at the very same moment, nor in any later one of the same fibers to the same place.
struct cells {
  volatile int each[200] = {};
};

__attribute__((noinline)) void touch(cells& all);

// Two fibers, or threads, access the same cells at the same time, and nothing they did becomes
// ordered by it. Neither leaves before the other has done: of a fiber that has ended
// ThreadSanitizer no longer knows what it did, and says nothing.
// Requires: a worker for each.
class meeting {
 public:
  void touch(cells& all) noexcept {
    pass(2);
    races::touch(all);
    pass(4);
  }

  // Only waits for the other one.
  void pass() noexcept { pass(2); }

 private:
  void pass(int all) noexcept {
    passed_.fetch_add(1, std::memory_order_relaxed);
    while (passed_.load(std::memory_order_relaxed) < all) {
    }
  }

  std::atomic<int> passed_{0};
};

// Runs both on fibers of their own. Blocks: until they have returned.
template <class First, class Second>
void together(First first, Second second) {
  lsub::wait_group ended;
  ended.add(2);
  lsub::go([&] {
    first();
    ended.done();
  });
  lsub::go([&] {
    second();
    ended.done();
  });
  ended.wait();
}

// Runs body(i) on `n` fibers. Blocks: until they have returned.
template <class Body>
void on_fibers(int n, Body body) {
  lsub::wait_group ended;
  ended.add(n);
  for (int i = 0; i < n; ++i) {
    lsub::go([&, i] {
      body(i);
      ended.done();
    });
  }
  ended.wait();
}

}  // namespace races
