// Fibers that rest, on several workers: nobody resumes one too early.
#include <atomic>
#include <thread>

#include "resting.h"
#include "support.h"

namespace lsub::test {
namespace {

// A value that shows whose stack it lies on.
struct marked {
  explicit marked(int v) : value(v) {
    for (auto& c : room) c = v;
  }
  bool whole() const {
    for (const auto& c : room)
      if (c != value) return false;
    return true;
  }
  const int value;
  volatile int room[64];
};

// Passes on what it receives if its stack was its own meanwhile.
class careful_relay {
 public:
  careful_relay(recv_chan<int> from, chan<int> to, int number)
      : from_(std::move(from)), to_(std::move(to)), number_(number), next_(from_) {}

  rest* step() {
    EXPECT_FALSE(inside_.exchange(true)) << "two steps at once";
    const marked mine(number_);
    rest* const then = work();
    EXPECT_TRUE(mine.whole()) << "two fibers on a stack";
    if (then == nullptr) return nullptr;
    inside_ = false;
    return then;
  }

 private:
  rest* work() {
    if (!next_.begun()) return &next_;
    if (!next_.end()) {
      close(to_);
      return nullptr;
    }
    send(to_, next_.take() + 1);
    return &next_;
  }

  const recv_chan<int> from_;
  const chan<int> to_;
  const int number_;
  std::atomic<bool> inside_{false};
  receive_rest<int> next_;
};

// Chains of fibers that rest, several values under way on each: whoever lets one be found before it
// has left its stack, or its record is complete, has two of them on one stack, soon.
TEST(rest, of_many_on_several_workers) {
  constexpr int chains = 8;
  constexpr int length = sanitized ? 8 : 25;
  constexpr int values = sanitized ? 100 : 4000;
  std::vector<chan<int>> ends;
  std::vector<chan<int>> begins;
  for (int c = 0; c < chains; ++c) {
    begins.push_back(make_chan<int>(c % 3));
    auto from = begins.back();
    for (int i = 0; i < length; ++i) {
      auto to = make_chan<int>(i % 2);
      detail::spawn_loop<careful_relay>(detail::here(), from, to, c * length + i);
      from = to;
    }
    ends.push_back(from);
  }
  on_fibers(2 * chains, [&](int i) {
    const auto c = static_cast<std::size_t>(i / 2);
    if (i % 2 == 0) {
      for (int v = 0; v < values; ++v) send(begins[c], v);
      close(begins[c]);
    } else {
      for (int v = 0; v < values; ++v) EXPECT_EQ(detail::receive(ends[c]), v + length);
      EXPECT_EQ(recv(ends[c]), std::nullopt);
    }
  });
}

// The same where the value comes from a thread: it finds the fiber while the worker still leaves
// it.
TEST(rest, races_who_ends_it) {
  constexpr int rounds = sanitized ? 2000 : 20'000;
  auto in = make_chan<int>(), out = make_chan<int>(1);
  detail::spawn_loop<careful_relay>(detail::here(), in, out, 1);
  // Others, for stacks to change hands.
  auto other_in = make_chan<int>(), other_out = make_chan<int>(1);
  detail::spawn_loop<careful_relay>(detail::here(), other_in, other_out, 2);
  const auto feed = [=](const chan<int>& to, const chan<int>& from) {
    for (int i = 0; i < rounds; ++i) {
      while (!try_send(to, i)) {
      }
      EXPECT_EQ(detail::receive(from), i + 1);
    }
    close(to);
    EXPECT_EQ(recv(from), std::nullopt);
  };
  std::thread first(feed, in, out);
  std::thread second(feed, other_in, other_out);
  first.join();
  second.join();
}

}  // namespace
}  // namespace lsub::test
