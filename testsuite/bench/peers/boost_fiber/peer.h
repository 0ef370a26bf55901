// Boost.Fiber as a peer: one worker schedules round robin, more of them steal from one another.
#pragma once

#include <boost/fiber/all.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "harness.h"

namespace peer {

namespace fibers = boost::fibers;

constexpr const char* version = BOOST_LIB_VERSION;

// Boost wants capacities that are powers of two, and fills all places but one.
inline std::size_t places(long capacity) {
  std::size_t n = 2;
  while (n < std::size_t(capacity) + 1) n *= 2;
  return n;
}

template <class T, class Queue>
class basic_channel {
 public:
  template <class... Args>
  explicit basic_channel(Args... args) : queue_(args...) {}

  void send(T value) { check(queue_.push(std::move(value)) == fibers::channel_op_status::success); }
  bool receive(T& value) { return queue_.pop(value) == fibers::channel_op_status::success; }
  void close() { queue_.close(); }

 private:
  Queue queue_;
};

template <class T>
struct unbuffered : basic_channel<T, fibers::unbuffered_channel<T>> {};

template <class T>
struct buffered : basic_channel<T, fibers::buffered_channel<T>> {
  explicit buffered(long capacity)
      : basic_channel<T, fibers::buffered_channel<T>>(places(capacity)) {}
};

using mutex = fibers::mutex;
using condition = fibers::condition_variable;

#ifdef GUARD_STACKS
using stacks = fibers::protected_fixedsize_stack;
#else
using stacks = fibers::fixedsize_stack;
#endif

template <class F>
void go(F&& body) {
  constexpr std::size_t bytes = 16 * 1024;
  fibers::fiber(fibers::launch::post, std::allocator_arg, stacks(bytes), std::forward<F>(body))
      .detach();
}

inline void yield() {
  boost::this_fiber::yield();
}

inline int run(int argc, char** argv) {
  const int workers = bench::workers();
  std::mutex guard;
  fibers::condition_variable_any ended;
  bool done = false;
  std::vector<std::thread> others;
  for (int i = 1; i < workers; ++i) {
    others.emplace_back([&, workers] {
      fibers::use_scheduling_algorithm<fibers::algo::work_stealing>(workers);
      std::unique_lock<std::mutex> lock(guard);
      ended.wait(lock, [&] { return done; });
    });
  }
  if (workers > 1) fibers::use_scheduling_algorithm<fibers::algo::work_stealing>(workers);
  const int status = bench::run(argc, argv);
  std::fflush(nullptr);
  std::_Exit(status);  // the end of main would wait for fibers that a benchmark left behind
}

}  // namespace peer
