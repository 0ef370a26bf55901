// Types and values of every kind, for the tests of values.
#pragma once

#include <lsub/values.h>

#include <array>
#include <climits>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace shop {

enum class colour : std::uint8_t { red, green = 200 };

struct point {
  std::int32_t x = 0;
  double y = 0;
  bool operator==(const point&) const = default;
};
LSUB_VALUES(point, x, y)

struct nothing {
  bool operator==(const nothing&) const = default;
};
LSUB_VALUES(nothing)

// Within itself.
struct tree {
  std::string name;
  std::vector<tree> children;
  bool operator==(const tree&) const = default;
};
LSUB_VALUES(tree, name, children)

// Members by a function, for it is a template and they are private.
template <class T>
class box {
 public:
  box() = default;
  explicit box(T v) : content_(std::move(v)) {}
  bool operator==(const box&) const = default;

  friend constexpr auto value_members(const box*) { return lsub::members_of<box>("box", &box::content_); }

 private:
  T content_{};
};

// Not empty from the start.
struct order {
  std::vector<std::int16_t> items = {1, 2, 3};
  std::map<std::string, point> places;
  std::optional<std::string> note = "none";
  colour shade = colour::red;
  bool operator==(const order&) const = default;
};
LSUB_VALUES(order, items, places, note, shade)

}  // namespace shop

// Calls each(value) for values of all kinds.
template <class Each>
void each_sample(Each each) {
  using namespace std::string_literals;
  each(true);
  for (int v : {0, 1, 127, 128, 255, 256, 65535, 65536, INT32_MAX, -1, -32, -33, -128, -129, -32769, INT32_MIN}) each(v);
  for (long long v : {0LL, 1LL << 31, 1LL << 32, LLONG_MAX, -1LL, LLONG_MIN}) each(v);
  for (unsigned long long v : {0ULL, ~0ULL}) each(v);
  each('\xE4');
  each(std::int8_t{-128});
  each(std::uint16_t{65535});
  each(shop::colour::green);
  for (double v : {0.0, -0.0, 1.0, -2.5, 1e300}) each(v);
  each(0.1f);
  for (std::size_t n : {0, 5, 31, 32, 255, 256, 65536}) each(std::string(n, 'x'));
  each("zero\0inside"s);
  for (std::size_t n : {0, 3, 256, 65536}) each(std::vector<unsigned char>(n, 0xC1));
  each(std::array<std::byte, 3>{std::byte{1}, std::byte{2}, std::byte{255}});
  for (std::size_t n : {0, 1, 15, 16, 70000}) each(std::vector<std::int32_t>(n, 7));
  each(std::vector<bool>{true, false, true});
  each(std::list<std::string>{"a", "b"});
  each(std::deque<std::vector<std::uint8_t>>{{1}, {}});
  each(std::array<std::int64_t, 2>{-1, 1});
  each(std::set<int>{3, 1, 2});
  each(std::unordered_set<std::string>{"one", "two"});
  each(std::map<std::string, std::vector<int>>{{"a", {1, 2}}, {"b", {}}});
  each(std::unordered_map<int, double>{{1, 0.5}, {2, 1.5}});
  each(std::multimap<int, int>{{1, 2}, {1, 3}});
  each(std::optional<int>());
  each(std::optional<int>(3));
  each(std::vector<std::optional<std::string>>{"x", std::nullopt});
  each(std::pair<int, std::string>(1, "one"));
  each(std::tuple<bool, double, std::tuple<>>(true, 1.5, {}));
  each(shop::point{-1, 2.5});
  each(shop::nothing{});
  each(shop::tree{"root", {{"left", {}}, {"right", {{"leaf", {}}}}}});
  each(shop::box<std::string>("content"));
  each(shop::order{{}, {{"here", {1, 1.5}}, {"there", {2, 2.5}}}, std::nullopt, shop::colour::green});
  each(lsub::error("it broke"));
  each(lsub::error());
}
