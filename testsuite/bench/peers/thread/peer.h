// Ordinary threads as a peer: a channel is a mutex with condition variables. As many processors as
// there are workers.
#pragma once

#include <sched.h>

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "harness.h"

namespace peer {

using mutex = std::mutex;
using condition = std::condition_variable;

template <class T>
class buffered {
 public:
  explicit buffered(long capacity) : capacity_(std::size_t(capacity)) {}

  void send(T value) {
    std::unique_lock lock(guard_);
    room_.wait(lock, [&] { return values_.size() < capacity_; });
    values_.push_back(std::move(value));
    filled_.notify_one();
  }
  bool receive(T& value) {
    std::unique_lock lock(guard_);
    filled_.wait(lock, [&] { return !values_.empty() || closed_; });
    if (values_.empty()) return false;
    value = std::move(values_.front());
    values_.pop_front();
    room_.notify_one();
    return true;
  }
  void close() {
    std::lock_guard lock(guard_);
    closed_ = true;
    filled_.notify_all();
  }

 private:
  std::mutex guard_;  // protects what follows
  std::condition_variable room_, filled_;
  std::deque<T> values_;
  const std::size_t capacity_;
  bool closed_ = false;
};

// A sender returns when its value was taken.
template <class T>
class unbuffered {
 public:
  void send(T value) {
    std::unique_lock lock(guard_);
    free_.wait(lock, [&] { return from_ == nullptr; });
    from_ = &value;
    const unsigned long mine = taken_;
    filled_.notify_one();
    done_.wait(lock, [&] { return taken_ != mine; });
  }
  bool receive(T& value) {
    std::unique_lock lock(guard_);
    filled_.wait(lock, [&] { return from_ != nullptr || closed_; });
    if (from_ == nullptr) return false;
    value = std::move(*from_);
    from_ = nullptr;
    ++taken_;
    done_.notify_all();
    free_.notify_one();
    return true;
  }
  void close() {
    std::lock_guard lock(guard_);
    closed_ = true;
    filled_.notify_all();
  }

 private:
  std::mutex guard_;  // protects what follows
  std::condition_variable free_, filled_, done_;
  T* from_ = nullptr;
  unsigned long taken_ = 0;
  bool closed_ = false;
};

template <class F>
void go(F&& body) {
  std::thread(std::forward<F>(body)).detach();
}

inline void yield() {
  std::this_thread::yield();
}

inline int run(int argc, char** argv) {
  cpu_set_t some;
  CPU_ZERO(&some);
  for (int i = 0; i < bench::workers(); ++i) CPU_SET(std::size_t(i), &some);
  sched_setaffinity(0, sizeof some, &some);
  const int status = bench::run(argc, argv);
  std::fflush(nullptr);
  std::_Exit(status);  // detached threads may still be about to end
}

}  // namespace peer
