#include <stdexcept>

#include "support.h"

namespace lsub::test {
namespace {

using detail::receive;

TEST(exceptions, stay_with_their_fiber_through_yields) {
  std::atomic<int> wrong{0};
  on_fibers(20, [&](int i) {
    for (int round = 0; round < 20; ++round) {
      const std::string mine = std::to_string(i) + "/" + std::to_string(round);
      try {
        throw std::runtime_error(mine);
      } catch (...) {
        for (int k = 0; k < 5; ++k) yield();
        try {
          throw;
        } catch (const std::runtime_error& e) {
          if (e.what() != mine) ++wrong;
        }
      }
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(exceptions, nest_across_channel_operations) {
  std::atomic<int> wrong{0};
  auto c = make_chan<int>();
  on_fibers(8, [&](int i) {
    for (int round = 0; round < 30; ++round) {
      try {
        try {
          throw i;
        } catch (int) {
          if (i % 2 == 0) {
            send(c, i);
          } else {
            receive(c);
          }
          throw std::string(std::to_string(i));
        }
      } catch (const std::string& s) {
        yield();
        if (s != std::to_string(i)) ++wrong;
      }
    }
  });
  EXPECT_EQ(wrong, 0);
}

struct yields_in_destructor {
  ~yields_in_destructor() {
    in_flight = std::uncaught_exceptions();
    yield();
    if (std::uncaught_exceptions() != in_flight) ++wrong;
  }
  int in_flight = 0;
  static inline std::atomic<int> wrong{0};
};

TEST(exceptions, count_uncaught_per_fiber) {
  on_fibers(10, [](int i) {
    for (int round = 0; round < 20; ++round) {
      try {
        yields_in_destructor y;
        if (i % 2 == 0) throw 1;
      } catch (int) {
      }
      EXPECT_EQ(std::uncaught_exceptions(), 0);
    }
  });
  EXPECT_EQ(yields_in_destructor::wrong, 0);
}

TEST(exceptions, start_clean_on_a_new_fiber) {
  auto c = make_chan<bool>(1);
  try {
    throw 1;
  } catch (int) {
    go([=] { send(c, std::current_exception() == nullptr); });
    EXPECT_TRUE(receive(c));
    EXPECT_NE(std::current_exception(), nullptr);
  }
}

TEST(exceptions, travel_as_errors) {
  auto c = make_chan<int>();
  go([=] {
    try {
      throw std::out_of_range("far");
    } catch (...) {
      close(c, std::current_exception());
    }
  });
  EXPECT_FALSE(recv(c));
  EXPECT_EQ(cerror(c).message(), "far");
  EXPECT_THROW(std::rethrow_exception(cerror(c).exception()), std::out_of_range);
}

TEST(exceptions, unwind_a_fibers_stack) {
  auto c = make_chan<int>(1);
  go([=] {
    struct closes {
      chan<int> c;
      ~closes() { close(c, "unwound"); }
    };
    try {
      const closes guard{c};
      throw 1;
    } catch (int) {
      yield();
    }
  });
  EXPECT_FALSE(recv(c));
  EXPECT_EQ(cerror(c).message(), "unwound");
}

}  // namespace
}  // namespace lsub::test
