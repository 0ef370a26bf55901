#include <map>

#include "support.h"

namespace lsub::test {
namespace {

TEST(range, ends_when_closed_and_drained) {
  auto c = make_chan<int>(3);
  for (int i = 1; i <= 3; ++i) send(c, i);
  close(c);
  int sum = 0;
  for (auto x : c) sum += x;
  EXPECT_EQ(sum, 6);
  for (auto x : c) sum += x;
  EXPECT_EQ(sum, 6);
}

TEST(range, receives_from_a_running_sender) {
  on_fiber([] {
    auto c = make_chan<int>();
    go([c] {
      for (int i = 0; i < 100; ++i) send(c, i);
      close(c);
    });
    int next = 0;
    for (const auto& x : recv_chan<int>(c)) EXPECT_EQ(x, next++);
    EXPECT_EQ(next, 100);
  });
}

TEST(range, moves_values_out) {
  auto c = make_chan<std::unique_ptr<int>>(2);
  send(c, std::make_unique<int>(1));
  send(c, std::make_unique<int>(2));
  close(c);
  std::vector<std::unique_ptr<int>> all;
  for (auto&& p : c) all.push_back(std::move(p));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(*all[1], 2);
}

TEST(range, takes_pairs_apart) {
  auto c = make_chan<std::pair<std::string, int>>(2);
  send(c, {"a", 1});
  send(c, {"b", 2});
  close(c);
  std::map<std::string, int> all;
  for (auto [name, number] : c) all[name] = number;
  EXPECT_EQ(all.at("b"), 2);
}

TEST(range, leaves_the_rest_at_break) {
  auto c = make_chan<int>(3);
  for (int i = 0; i < 3; ++i) send(c, i);
  for (auto x : c) {
    if (x == 1) break;
  }
  EXPECT_EQ(len(c), 1);
}

TEST(range, needs_no_default_constructor) {
  struct strict {
    explicit strict(int v) : value(v) {}
    int value;
  };
  auto c = make_chan<strict>(1);
  send(c, strict(3));
  close(c);
  for (auto x : c) EXPECT_EQ(x.value, 3);
}

TEST(range, goes_on_when_its_handle_changes) {
  auto c = make_chan<int>(2);
  send(c, 1);
  send(c, 2);
  close(c);
  int seen = 0;
  for (auto x : c) {
    seen += x;
    c = nullptr;
  }
  EXPECT_EQ(seen, 3);
}

TEST(range, destroys_each_value_once) {
  const int before = counted::alive;
  {
    auto c = make_chan<counted>(5);
    for (int i = 0; i < 5; ++i) send(c, counted(i));
    close(c);
    int next = 0;
    for (auto&& x : c) EXPECT_EQ(x.value, next++);
    EXPECT_EQ(counted::alive, before);
  }
  EXPECT_EQ(counted::alive, before);
}

}  // namespace
}  // namespace lsub::test
