// The cases of a select, and the selection over them.
//
// A case lives on the stack of the fiber that selects, together with its waiter: a blocked select
// allocates nothing. It names its channel by a handle of the caller's; the core takes a reference
// of its own while it blocks.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/quick.h>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace lsub::detail {

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

  // As of detail/quick. Requires, for all: not nil.
  outlook look() const noexcept { return receive_outlook(*channel); }
  bool may_go(outlook o) const noexcept { return may_receive(*channel, o); }
  bool is_quick(outlook o) const noexcept { return is_quick_receive<T>(o); }
  void go_alone(worker_head* on, outlook o) {
    if constexpr (std::is_nothrow_move_constructible_v<T>)
      transferred = receive_alone<T>(on, *channel, o, slot);
  }

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

  // As of detail/quick. Requires, for all: not nil.
  outlook look() const noexcept { return send_outlook(*channel); }
  bool may_go(outlook o) const noexcept { return may_send(*channel, o); }
  bool is_quick(outlook o) const noexcept { return is_quick_send<T, T>(*channel, o); }
  void go_alone(worker_head* on, outlook o) {
    if constexpr (std::is_nothrow_move_constructible_v<T>) {
      send_alone<T>(on, *channel, o, std::move(*static_cast<T*>(slot)));
      transferred = true;
    }
  }

  // Requires: this case was chosen. False: the channel is closed and nothing was sent.
  bool ok() const noexcept { return transferred; }
};

enum class policy : unsigned char { random, ordered };

// Chooses among the ready cases and performs the chosen one.
// Blocks: if `blocking` and no case is ready; with no case that can ever be ready, for ever.
// Returns `count` if nothing is ready and it must not block.
std::size_t select_among(select_case* const* cases, std::size_t count, policy p, bool blocking,
                         location at);

// As select_among with blocking, after a look that found no case ready, on a worker.
std::size_t select_blocked(select_case* const* cases, std::size_t count, policy p, location at);

// A number below `bound`, each as likely.
std::size_t random_below(std::size_t bound) noexcept;

// One of the bits that are set, each as likely.
inline unsigned any_of_bits(unsigned bits) noexcept {
  for (std::size_t skip = random_below(std::size_t(__builtin_popcount(bits))); skip > 0; --skip)
    bits &= bits - 1;
  return unsigned(__builtin_ctz(bits));
}

inline constexpr std::size_t no_case = static_cast<std::size_t>(-1);

// The quick way of a select: if every case that may go goes quickly, one of them does. Returns its
// index, or no_case. `nothing`: no case may go.
template <policy P, std::size_t... I, class... Cases>
LSUB_INLINE std::size_t select_quickly(worker_head* on, bool& nothing,
                                                         std::index_sequence<I...>,
                                                         Cases&... cases) {
  const outlook seen[] = {cases.channel != nullptr ? cases.look() : outlook{nullptr, 0}...};
  const unsigned bits =
      (... |
       (cases.channel != nullptr && cases.may_go(seen[I]) ? 1U << I : 0U));
  nothing = bits == 0;
  if (bits == 0 || !on->begin_alone()) return no_case;
  if (!(... && ((bits >> I & 1) == 0 || cases.is_quick(seen[I])))) {
    on->end_alone();
    return no_case;
  }
  const unsigned chosen = P == policy::ordered || (bits & (bits - 1)) == 0
                              ? unsigned(__builtin_ctz(bits))
                              : any_of_bits(bits);
  ((chosen == I ? cases.go_alone(on, seen[I]) : void()), ...);
  return chosen;
}

inline constexpr std::size_t most_quick_cases = 16;

template <policy P, bool Blocking, class... Cases>
std::size_t select_cases(location at, Cases&... cases) {
  constexpr std::size_t count = sizeof...(Cases);
  if constexpr (count == 0) {
    return select_among(nullptr, 0, P, Blocking, at);
  } else {
    worker_head* const on = own_worker();
    if (count <= most_quick_cases && on != nullptr && !simulating.load_relaxed()) {
      bool nothing = false;
      const std::size_t chosen =
          select_quickly<P>(on, nothing, std::make_index_sequence<count>(), cases...);
      if (chosen != no_case) return chosen;
      if (!Blocking && nothing) {
        on->after_poll(polls_between_yields);
        return count;
      }
      if (Blocking && nothing) {
        select_case* const list[] = {&cases...};
        return select_blocked(list, count, P, at);
      }
    }
    select_case* const list[] = {&cases...};
    return select_among(list, count, P, Blocking, at);
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
