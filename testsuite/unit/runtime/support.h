// What the runtime's tests share.
#pragma once

#include <gtest/gtest.h>
#include <lsub/lsub.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lsub::test {

using namespace std::chrono_literals;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

// Runs `body` on a fiber. Blocks: the test's thread, until it has returned.
template <class Body>
void on_fiber(Body body) {
  wait_group done;
  done.add();
  go([&] {
    body();
    done.done();
  });
  done.wait();
}

// Runs `body` on `n` fibers, with their numbers, and waits for all.
template <class Body>
void on_fibers(int n, Body body) {
  wait_group done;
  done.add(n);
  for (int i = 0; i < n; ++i) {
    go([&, i] {
      body(i);
      done.done();
    });
  }
  done.wait();
}

// Lets all other fibers run until they block, as far as one can tell.
inline void settle() {
  sleep(5ms);
}

// The cases of a select whose number is not constant, as the core takes them. Requires: no more
// than `most` are added.
class case_records {
 public:
  explicit case_records(std::size_t most) : places_(most) {}
  detail::select_case& add(detail::channel_head* c, detail::select_case::direction way,
                           void* slot) {
    return *::new (&places_[count_++]) detail::select_case(c, way, slot, nullptr, true);
  }
  detail::select_case* begin() {
    return std::launder(reinterpret_cast<detail::select_case*>(places_.data()));
  }
  std::size_t size() const { return count_; }

 private:
  struct alignas(detail::select_case) place {
    char bytes[sizeof(detail::select_case)];
  };
  std::vector<place> places_;
  std::size_t count_ = 0;
};

// Counts its own lives: constructions less destructions.
struct counted {
  static inline std::atomic<int> alive{0};
  int value = 0;

  counted() { ++alive; }
  explicit counted(int v) : value(v) { ++alive; }
  counted(const counted& other) : value(other.value) { ++alive; }
  counted(counted&& other) noexcept : value(std::exchange(other.value, -1)) { ++alive; }
  counted& operator=(const counted&) = default;
  counted& operator=(counted&& other) noexcept {
    value = std::exchange(other.value, -1);
    return *this;
  }
  ~counted() { --alive; }
};

// Statements that end their process run in one of their own, which begins afresh.
class process_test : public testing::Test {
 protected:
  process_test() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

// Ends the process as a program would that has `body` for its main.
[[noreturn]] inline void run_main(int (*body)()) {
  int status = 0;
  {
    const detail::main_fiber m;
    status = body();
  }
  std::exit(status);
}

}  // namespace lsub::test
