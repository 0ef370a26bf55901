// The cases of a select, and the selection over them.
//
// A case lives on the stack of the fiber that selects, together with its waiter: a blocked select
// allocates nothing. It names its channel by a handle of the caller's; the core takes a reference
// of its own while it blocks.
#pragma once

#include <lsub/chan.h>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace lsub::detail {

// A fiber or thread that waits, in one queue of one channel. Private to the core.
struct waiter {
  void* task = nullptr;
  void* slot = nullptr;
  transfer how = nullptr;
  waiter* next = nullptr;
  waiter* previous = nullptr;
  void* selection = nullptr;
  bool queued = false;
  bool done = false;   // the value has crossed
  bool again = false;  // to be tried again by the waiter, who then owns a reference to the channel
};

struct select_case {
  enum class direction : unsigned char { receive, send };

  select_case(channel_head* c, direction d, void* s, transfer t) noexcept
      : channel(c), slot(s), how(t), way(d) {}
  select_case(const select_case&) = delete;
  select_case& operator=(const select_case&) = delete;

  channel_head* channel;
  void* slot;
  transfer how;
  direction way;
  bool transferred = false;  // set for the chosen case: a value crossed the channel
  bool ready = false;        // private to the core, as all that follows
  union {
    waiter wait;  // constructed when the select blocks
  };
  select_case* next_locked = nullptr;
};

template <class T>
class receive_case : public select_case {
 public:
  explicit receive_case(const chan<T>& c) noexcept
      : select_case(head(c), direction::receive, nullptr, nullptr) {
    slot = value_.storage();
  }
  explicit receive_case(const recv_chan<T>& c) noexcept
      : select_case(head(c), direction::receive, nullptr, nullptr) {
    slot = value_.storage();
  }
  ~receive_case() { value_.set_filled(transferred); }

  // Requires, for all three: this case was chosen; called once.
  T value() {
    LSUB_REQUIRE_ZERO_VALUE(T);
    if (!fill()) return T{};
    return value_.value();
  }
  received<T> value_ok() {
    LSUB_REQUIRE_ZERO_VALUE(T);
    if (!fill()) return {T{}, false};
    return {value_.value(), true};
  }
  void discard() noexcept {
    fill();
    value_.clear();
    transferred = false;
  }

 private:
  bool fill() noexcept {
    value_.set_filled(transferred);
    return transferred;
  }

  lsub::detail::slot<T> value_;
};

template <class T>
class send_case : public select_case {
 public:
  // Moves from `value` only if the case is chosen and the channel accepts it.
  send_case(const chan<T>& c, std::type_identity_t<T>& value) noexcept
      : select_case(head(c), direction::send, __builtin_addressof(value), mover<T>()) {}
  send_case(const send_chan<T>& c, std::type_identity_t<T>& value) noexcept
      : select_case(head(c), direction::send, __builtin_addressof(value), mover<T>()) {}

  // Requires: this case was chosen. False: the channel is closed and nothing was sent.
  bool ok() const noexcept { return transferred; }
};

enum class policy : unsigned char { random, ordered };

// Chooses among the ready cases and performs the chosen one.
// Blocks: if `blocking` and no case is ready; with no case that can ever be ready, for ever.
// Returns `count` if nothing is ready and it must not block.
std::size_t select_among(select_case* const* cases, std::size_t count, policy p, bool blocking,
                         location at);

template <policy P, bool Blocking, class... Cases>
std::size_t select_cases(location at, Cases&... cases) {
  if constexpr (sizeof...(Cases) == 0) {
    return select_among(nullptr, 0, P, Blocking, at);
  } else {
    select_case* const list[] = {&cases...};
    return select_among(list, sizeof...(Cases), P, Blocking, at);
  }
}

// Each returns the index of the chosen case; the `_default` forms return the number of cases if
// none is ready. `ordered` takes the first ready case, the others any ready case with equal chance.
template <class... Cases>
std::size_t select(location at, Cases&... cases) {
  return select_cases<policy::random, true>(at, cases...);
}
template <class... Cases>
std::size_t select_default(location at, Cases&... cases) {
  return select_cases<policy::random, false>(at, cases...);
}
template <class... Cases>
std::size_t ordered_select(location at, Cases&... cases) {
  return select_cases<policy::ordered, true>(at, cases...);
}
template <class... Cases>
std::size_t ordered_select_default(location at, Cases&... cases) {
  return select_cases<policy::ordered, false>(at, cases...);
}

// A select without cases: blocks for ever.
[[noreturn]] inline void select_nothing(location at) {
  for (;;) select(at);
}

}  // namespace lsub::detail
