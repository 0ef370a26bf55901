#include <algorithm>
#include <cstdint>
#include <functional>

#include "support.h"

namespace lsub::test {
namespace {

using detail::go_statement;
using detail::here;
using detail::receive;

void store(std::atomic<int>& to, int v) {
  to = v;
}

template <std::size_t Alignment>
void run_aligned() {
  struct alignas(Alignment) callee {
    chan<bool> fits;
    void operator()() const { send(fits, reinterpret_cast<std::uintptr_t>(this) % Alignment == 0); }
  };
  auto fits = make_chan<bool>();
  for (int i = 0; i < 10; ++i) {
    go(callee{fits});
    EXPECT_TRUE(detail::receive(fits)) << Alignment;
  }
}

TEST(go, aligns_what_it_runs) {
  run_aligned<16>();
  run_aligned<32>();
  run_aligned<64>();
  run_aligned<256>();
}

TEST(go, runs_a_call) {
  auto c = make_chan<int>();
  go([](const chan<int>& to, int v) { send(to, v); }, c, 5);
  EXPECT_EQ(receive(c), 5);
}

TEST(go, copies_its_arguments) {
  auto c = make_chan<std::string>();
  auto start = make_chan<int>();
  std::string s = "before";
  go(
      [=](const std::string& text) {
        receive(start);
        send(c, text);
      },
      s);
  s = "after";
  close(start);
  EXPECT_EQ(receive(c), "before");
}

TEST(go, moves_rvalues) {
  auto c = make_chan<int>();
  go([=](std::unique_ptr<int> p) { send(c, *p); }, std::make_unique<int>(7));
  EXPECT_EQ(receive(c), 7);
}

TEST(go, passes_references_by_ref) {
  std::atomic<int> v{0};
  auto done = make_chan<int>();
  go(store, std::ref(v), 3);
  go([=, &v] {
    while (v != 3) yield();
    close(done);
  });
  receive(done);
  EXPECT_EQ(v, 3);
}

TEST(go, calls_member_functions_through_an_object) {
  struct server {
    std::atomic<int> calls{0};
    void serve(int n) { calls += n; }
  } s;
  auto done = make_chan<int>(1);
  go_statement{
      here(),
      detail::object(s, [](auto& o, auto&&... a) { o.serve(static_cast<decltype(a)&&>(a)...); }),
      4};
  while (s.calls != 4) yield();
  EXPECT_EQ(s.calls, 4);
}

TEST(go, keeps_a_temporary_object) {
  struct worker {
    std::unique_ptr<int> value;
    chan<int> to;
    void run() { send(to, *value); }
  };
  auto c = make_chan<int>();
  go_statement{here(), detail::object(worker{std::make_unique<int>(9), c},
                                      [](auto& o, auto&&...) { o.run(); })};
  EXPECT_EQ(receive(c), 9);
}

TEST(go, drops_results) {
  auto c = make_chan<int>(1);
  go([=] { return send(c, 1); });
  EXPECT_EQ(receive(c), 1);
}

TEST(go, holds_large_closures) {
  struct big {
    char bytes[5000] = {};
  };
  big b;
  b.bytes[4999] = 'z';
  auto c = make_chan<char>();
  go([=] { send(c, b.bytes[4999]); });
  EXPECT_EQ(receive(c), 'z');
}

TEST(go, destroys_its_closure_once) {
  const int before = counted::alive;
  on_fibers(10, [](int) {});
  auto c = make_chan<int>();
  {
    counted value(1);
    go([=] { send(c, value.value); });
  }
  EXPECT_EQ(receive(c), 1);
  settle();
  EXPECT_EQ(counted::alive, before);
}

TEST(go, gives_back_the_fiber_if_an_argument_throws) {
  struct bomb {
    bomb() = default;
    bomb(const bomb&) { throw std::runtime_error("copy"); }
  };
  const bomb b;
  for (int i = 0; i < 10; ++i) EXPECT_THROW(go([](const bomb&) {}, b), std::runtime_error);
  auto c = make_chan<int>();
  go([=] { send(c, 1); });
  EXPECT_EQ(receive(c), 1);
}

TEST(go, starts_very_many) {
  constexpr int n = sanitized ? 1500 : 100'000;
  std::atomic<int> ran{0};
  on_fibers(n, [&](int) { ++ran; });
  EXPECT_EQ(ran, n);
}

TEST(go, lets_them_run_while_it_starts_more) {
  constexpr int n = sanitized ? 1000 : 10'000;
  on_fiber([] {
    std::atomic<int> waiting{0};
    int most = 0;
    wait_group done;
    done.add(n);
    for (int i = 0; i < n; ++i) {
      most = std::max(most, ++waiting);
      go([&] {
        --waiting;
        done.done();
      });
    }
    done.wait();
    EXPECT_LE(most, n / 4);
  });
}

TEST(go, lets_very_many_block) {
  constexpr int n = sanitized ? 1500 : 100'000;
  auto c = make_chan<int>();
  std::atomic<int> woken{0};
  wait_group done;
  done.add(n);
  for (int i = 0; i < n; ++i) {
    go([&, c] {
      recv(c);
      ++woken;
      done.done();
    });
  }
  settle();
  close(c);
  done.wait();
  EXPECT_EQ(woken, n);
}

int depth(int n) {
  volatile char frame[500] = {};
  frame[0] = static_cast<char>(n);
  return n == 0 ? 0 : 1 + depth(n - 1) + (frame[0] - frame[0]);
}

TEST(go, gives_room_for_deep_calls) {
  auto c = make_chan<int>();
  go([=] { send(c, depth(sanitized ? 60 : 250)); });
  EXPECT_EQ(receive(c), sanitized ? 60 : 250);
}

TEST(go, runs_fibers_that_spawn_fibers) {
  struct tree {
    static long sum(int levels) {
      if (levels == 0) return 1;
      auto c = make_chan<long>();
      for (int i = 0; i < 4; ++i) go([=] { send(c, sum(levels - 1)); });
      long s = 0;
      for (int i = 0; i < 4; ++i) s += receive(c);
      return s;
    }
  };
  const int levels = sanitized ? 4 : 7;
  EXPECT_EQ(tree::sum(levels), 1L << (2 * levels));
}

TEST(yield, lets_others_run) {
  on_fiber([] {
    bool ran = false;
    auto c = make_chan<int>(1);
    go([&ran, c] {
      ran = true;
      send(c, 1);
    });
    while (len(c) == 0) yield();
    EXPECT_TRUE(ran);
  });
}

TEST(yield, is_harmless_on_a_thread) {
  yield();
  SUCCEED();
}

}  // namespace
}  // namespace lsub::test
