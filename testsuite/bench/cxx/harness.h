// What every C++ program of the comparison does alike: the command line, the clock, the line it
// prints.
//
//     program NAME COUNT WARM_UP
//
// runs the body NAME once with WARM_UP operations, unless that is 0, then with COUNT, and prints
//
//     bench NAME COUNT ns VALUE       nanoseconds of wall time per operation
//     bench NAME COUNT cpu_ns VALUE   the same of processor time, of all threads
//     bench NAME COUNT METRIC VALUE   for each further figure of the body
//
// Bodies check their own results and end the program with a status other than 0 when they are
// wrong.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <initializer_list>

#include "check.h"

namespace bench {

struct benchmark {
  const char* name;
  void (*run)(long count);
};

// Makes benchmarks known to run(); meant for objects of static storage duration.
class group {
 public:
  group(std::initializer_list<benchmark> benchmarks);
};

// The number of workers this run is for, from LSUB_WORKERS.
int workers();

// Runs what the command line asks for; returns the exit status of the program.
int run(int argc, char** argv);

// For bodies with a part that does not count: measured is what lies between the last start and the
// first stop after it, or the body's end.
void start_timer();
void stop_timer();

// One further figure of the body that runs.
void report(const char* metric, double value);

double now_ns();
long resident_bytes();

// Keeps the compiler from knowing `value`.
template <class T>
inline void opaque(T& value) {
  asm volatile("" : "+r"(value));
}

// The work of Go's benchmarks between two operations: rounds of x *= 2, x /= 2.
inline void spend(int rounds) {
  long x = 1;
  for (int i = 0; i < rounds; ++i) {
    x *= 2;
    opaque(x);
    x /= 2;
    opaque(x);
  }
}

// The same with a division: rounds of x /= x + 1.
inline void divide(int rounds) {
  long x = 0;
  for (int i = 0; i < rounds; ++i) {
    x /= x + 1;
    opaque(x);
  }
}

// A chain of 6 dependent instructions a round, with a result to check.
inline std::uint64_t scramble(std::uint64_t x, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
  }
  return x;
}

// Hands out `count` iterations to the fibers of a parallel body, in portions, so that the shared
// counter is no bottleneck. Thread-safety: each fiber has its own `turns`, all share one `pool`.
class turns {
 public:
  struct pool {
    explicit pool(long count) : left(count), portion(std::clamp(count / 1000, 1L, 10000L)) {}
    std::atomic<long> left;
    std::atomic<long> taken{0};
    const long portion;
  };

  explicit turns(pool& from) : pool_(from) {}
  ~turns() { pool_.taken += taken_ - mine_; }
  turns(const turns&) = delete;
  turns& operator=(const turns&) = delete;

  bool next() {
    if (mine_ == 0) {
      mine_ = std::max(std::min(pool_.left.fetch_sub(pool_.portion), pool_.portion), 0L);
      taken_ += mine_;
      if (mine_ == 0) return false;
    }
    --mine_;
    return true;
  }

 private:
  pool& pool_;
  long mine_ = 0;
  long taken_ = 0;
};

}  // namespace bench
