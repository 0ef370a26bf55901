// Exceptions of fibers that block, and go on on another worker, while they are caught or in flight.
#include <sys/syscall.h>
#include <unistd.h>

#include <exception>
#include <mutex>
#include <stdexcept>

#include "support.h"

namespace lsub::test {
namespace {

long this_thread() {
  return syscall(SYS_gettid);
}

bool has_other_worker() {
  const char* workers = std::getenv("LSUB_WORKERS");
  return workers != nullptr && std::string(workers) != "1";
}

// Goes on on another worker, if there is one: gives its own a fiber that computes until it has. One
// fiber at a time, or all workers could be given such ones.
void migrate() {
  static mutex one;
  yield();
  if (!has_other_worker()) return;
  const std::lock_guard hold(one);
  const long home = this_thread();
  while (this_thread() == home) {
    auto over = std::make_shared<std::atomic<bool>>(false);
    go([home, over] {
      while (this_thread() == home && !*over) {
      }
    });
    yield();
    *over = true;
  }
}

std::string text_of(const std::exception_ptr& e) {
  try {
    std::rethrow_exception(e);
  } catch (const std::exception& caught) {
    return caught.what();
  }
}

// What is being handled right here.
std::string current_text() {
  const auto e = std::current_exception();
  return e == nullptr ? "nothing" : text_of(e);
}

TEST(unwinding, yield_inside_catch) {
  on_fibers(4, [](int i) {
    const std::string mine = std::to_string(i);
    try {
      throw std::runtime_error(mine);
    } catch (const std::runtime_error& e) {
      for (int k = 0; k < 5; ++k) {
        migrate();
        EXPECT_EQ(e.what(), mine);
        EXPECT_EQ(current_text(), mine);
      }
    }
    EXPECT_EQ(current_text(), "nothing");
  });
}

TEST(unwinding, nested_catches) {
  on_fibers(4, [](int i) {
    const std::string mine = std::to_string(i);
    try {
      throw std::runtime_error("outer " + mine);
    } catch (...) {
      migrate();
      try {
        throw std::logic_error("inner " + mine);
      } catch (...) {
        migrate();
        EXPECT_EQ(current_text(), "inner " + mine);
        try {
          throw std::out_of_range("innermost " + mine);
        } catch (...) {
          migrate();
          EXPECT_EQ(current_text(), "innermost " + mine);
        }
        EXPECT_EQ(current_text(), "inner " + mine);
        migrate();
      }
      EXPECT_EQ(current_text(), "outer " + mine);
    }
  });
}

// Each is inside its catch block when the other goes on in its own.
TEST(unwinding, two_fibers_in_catch_at_once) {
  auto there = make_chan<int>();
  auto back = make_chan<int>();
  on_fibers(2, [&](int i) {
    try {
      if (i == 0) throw std::runtime_error("first");
      throw std::out_of_range("second");
    } catch (const std::exception& e) {
      const std::string mine = i == 0 ? "first" : "second";
      for (int k = 0; k < 100; ++k) {
        if (i == 0) {
          send(there, k);
          recv(back);
        } else {
          recv(there);
          send(back, k);
        }
        EXPECT_EQ(e.what(), mine);
        EXPECT_EQ(current_text(), mine);
      }
    }
  });
}

// Sends and receives while its stack is unwound.
struct talks_when_destroyed {
  chan<int> out;
  chan<int> in;
  int expected_in_flight;

  ~talks_when_destroyed() {
    EXPECT_EQ(std::uncaught_exceptions(), expected_in_flight);
    send(out, std::uncaught_exceptions());
    migrate();
    recv(in);
    EXPECT_EQ(std::uncaught_exceptions(), expected_in_flight);
  }
};

TEST(unwinding, destructors_use_channels) {
  auto out = make_chan<int>();
  auto in = make_chan<int>();
  on_fiber([&] {
    go([=] {
      while (recv(out)) send(in, 1);
    });
    for (int k = 0; k < 20; ++k) {
      try {
        const talks_when_destroyed first{out, in, 1};
        const talks_when_destroyed second{out, in, 1};
        throw std::runtime_error("in flight");
      } catch (const std::runtime_error& e) {
        EXPECT_STREQ(e.what(), "in flight");
      }
      EXPECT_EQ(std::uncaught_exceptions(), 0);
    }
    close(out);
  });
}

// A destructor that, in flight, throws and catches an exception of its own around a switch.
struct fails_inside {
  ~fails_inside() {
    const int in_flight = std::uncaught_exceptions();
    try {
      const talks_when_destroyed talks{out, in, in_flight + 1};
      throw std::logic_error("inside");
    } catch (const std::logic_error&) {
      migrate();
      EXPECT_EQ(current_text(), "inside");
      EXPECT_EQ(std::uncaught_exceptions(), in_flight);
    }
  }
  chan<int> out;
  chan<int> in;
};

TEST(unwinding, destructors_throw_and_catch) {
  auto out = make_chan<int>(1);
  auto in = make_chan<int>(1);
  on_fiber([&] {
    for (int k = 0; k < 10; ++k) {
      send(in, 1);
      try {
        const fails_inside guard{out, in};
        throw std::runtime_error("outside");
      } catch (...) {
        EXPECT_EQ(current_text(), "outside");
      }
      EXPECT_EQ(recv(out), 2);
    }
  });
}

TEST(unwinding, rethrow_across_fibers) {
  auto failures = make_chan<std::exception_ptr>();
  on_fiber([&] {
    for (int i = 0; i < 20; ++i) {
      go([=] {
        try {
          throw std::runtime_error(std::to_string(i));
        } catch (...) {
          migrate();
          send(failures, std::current_exception());
          migrate();
          EXPECT_EQ(current_text(), std::to_string(i));
        }
      });
      const auto failure = *recv(failures);
      try {
        std::rethrow_exception(failure);
      } catch (const std::runtime_error& e) {
        migrate();
        EXPECT_EQ(e.what(), std::to_string(i));
        EXPECT_EQ(std::current_exception(), failure);
      }
    }
  });
}

// One exception object, caught by many at once and let go in any order.
TEST(unwinding, one_exception_in_many_fibers) {
  auto shared = std::make_shared<std::runtime_error>("shared");
  const auto failure = std::make_exception_ptr(*shared);
  on_fibers(8, [&](int i) {
    for (int k = 0; k < 10; ++k) {
      try {
        std::rethrow_exception(failure);
      } catch (const std::runtime_error& e) {
        for (int turn = 0; turn < 1 + (i + k) % 3; ++turn) migrate();
        EXPECT_STREQ(e.what(), "shared");
      }
    }
  });
}

// Counts below it what is in flight while others unwind too.
TEST(unwinding, uncaught_exceptions_are_a_fibers_own) {
  auto out = make_chan<int>();
  auto in = make_chan<int>();
  on_fiber([&] {
    wait_group ended;
    ended.add(2);
    go([&] {
      try {
        const talks_when_destroyed talks{out, in, 1};
        throw 1;
      } catch (int) {
      }
      ended.done();
    });
    go([&] {
      EXPECT_EQ(std::uncaught_exceptions(), 0);
      // The other one is being unwound.
      EXPECT_EQ(recv(out), 1);
      EXPECT_EQ(std::uncaught_exceptions(), 0);
      EXPECT_EQ(current_text(), "nothing");
      send(in, 1);
      ended.done();
    });
    ended.wait();
  });
}

TEST(unwinding, throw_again_after_a_migration) {
  on_fibers(4, [](int i) {
    const std::string mine = std::to_string(i);
    for (int k = 0; k < 10; ++k) {
      try {
        try {
          throw std::runtime_error(mine);
        } catch (...) {
          migrate();
          throw;
        }
      } catch (const std::runtime_error& e) {
        migrate();
        EXPECT_EQ(e.what(), mine);
      }
      EXPECT_EQ(std::current_exception(), nullptr);
    }
  });
}

TEST(unwinding, another_exception_after_a_migration) {
  on_fibers(4, [](int i) {
    const std::string mine = std::to_string(i);
    try {
      try {
        throw std::runtime_error(mine);
      } catch (...) {
        migrate();
        std::throw_with_nested(std::logic_error("about " + mine));
      }
    } catch (const std::logic_error& e) {
      migrate();
      EXPECT_EQ(e.what(), "about " + mine);
      try {
        std::rethrow_if_nested(e);
        ADD_FAILURE();
      } catch (const std::runtime_error& nested) {
        migrate();
        EXPECT_EQ(nested.what(), mine);
      }
      EXPECT_EQ(current_text(), "about " + mine);
    }
  });
}

// The frames below the throw belong to functions that blocked and moved on the way down.
void descend(int depth, chan<int> c) {
  migrate();
  struct counts {
    chan<int> c;
    ~counts() { send(c, 1); }
  };
  const counts guard{c};
  if (depth == 0) throw std::runtime_error("deep");
  descend(depth - 1, c);
}

TEST(unwinding, through_frames_that_moved) {
  auto c = make_chan<int>();
  on_fiber([&] {
    wait_group ended;
    ended.add();
    go([&] {
      for (int i = 0; i < 11; ++i) recv(c);
      ended.done();
    });
    try {
      descend(10, c);
      ADD_FAILURE();
    } catch (const std::runtime_error& e) {
      EXPECT_STREQ(e.what(), "deep");
    }
    ended.wait();
  });
}

TEST(unwinding, a_migration_is_one) {
  on_fiber([] {
    const long before = this_thread();
    migrate();
    EXPECT_EQ(this_thread() != before, has_other_worker());
  });
}

}  // namespace
}  // namespace lsub::test
