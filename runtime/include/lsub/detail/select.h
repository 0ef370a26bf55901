// The cases of a select, and the selection over them.
//
// A case is what the caller names: a channel, and the slot of the value. What the core knows of it
// besides, with the waiter, is made only where the quick way is not open, on the stack of the fiber
// that selects: a blocked select allocates nothing. The channel is named by a handle of the
// caller's; the core takes a reference of its own while it blocks, if a transfer may fail or time
// may give values.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/quick.h>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace lsub::detail {

struct select_case {
  enum class direction : unsigned char { receive, send };

  // `plainly`: its values cross channels by copying bytes.
  select_case(channel_head* c, direction d, void* s, transfer t, bool plainly) noexcept
      : channel(c), way(d), plain(plainly), wait(s, t) {}
  select_case(const select_case&) = delete;
  select_case& operator=(const select_case&) = delete;

  channel_head* channel;
  direction way;
  bool plain;
  bool transferred = false;  // set for the chosen case: a value crossed the channel
  bool ready;                // private to the core, as all that follows
  waiter wait;
  select_case* next_locked;
};

// What came of the quick way of the only case.
enum class gone_quickly : unsigned char { done, blocked, no };

// What all cases have.
struct case_head {
  explicit case_head(channel_head* c) noexcept : channel(c) {}
  case_head(const case_head&) = delete;
  case_head& operator=(const case_head&) = delete;

  channel_head* const channel;
};

template <class T>
class receive_case : public case_head {
 public:
  static constexpr bool sends = false;
  static constexpr bool fits_registers =
      std::is_trivially_copyable_v<T> && sizeof(T) <= 2 * sizeof(void*);
  static constexpr bool has_quick_way = std::is_nothrow_move_constructible_v<T>;

  explicit receive_case(const chan<T>& c) noexcept : case_head(head(c)) {}
  explicit receive_case(const recv_chan<T>& c) noexcept : case_head(head(c)) {}

  // As of detail/quick. Requires, for all: not nil.
  static outlook look(const channel_head& c) noexcept { return receive_outlook(c); }
  static bool may_go(const channel_head&, outlook o) noexcept { return may_receive(o); }
  bool is_quick(outlook o) const noexcept { return is_quick_receive<T>(o); }
  // Who waits at the other end.
  waiter_list& partners() const noexcept { return channel->senders; }
  receive_case unfilled() const noexcept { return receive_case(channel); }
  void adopt(receive_case& copy) noexcept {
    value_.set_filled(copy.value_.filled());
    if (copy.value_.filled()) __builtin_memcpy(value_.storage(), copy.value_.storage(), sizeof(T));
  }
  void go_alone(worker_head* on, outlook o) {
    if constexpr (has_quick_way)
      value_.set_filled(receive_alone<T>(on, *channel, o, value_.storage()));
  }
  // The whole operation, of the only case.
  template <bool Blocking>
  LSUB_INLINE gone_quickly go() {
    const received_quickly r = Blocking ? quick_receive<T>(channel, value_.storage())
                                        : quick_poll<T>(channel, value_.storage());
    if (r == received_quickly::blocked) return gone_quickly::blocked;
    if (r == received_quickly::no) return gone_quickly::no;
    value_.set_filled(r == received_quickly::value);
    return gone_quickly::done;
  }

  // For the core, which has performed or given up `done` in the end.
  select_case record() noexcept {
    return {channel, select_case::direction::receive, value_.storage(), nullptr,
            mover<T>() == nullptr};
  }
  void settle(const select_case& done) noexcept { value_.set_filled(done.transferred); }

  // Requires, for all three: this case was chosen; called once.
  T value() {
    LSUB_REQUIRE_ZERO_VALUE(T);
    if (!value_.filled()) return T{};
    return value_.value();
  }
  received<T> value_ok() {
    LSUB_REQUIRE_ZERO_VALUE(T);
    if (!value_.filled()) return {T{}, false};
    return {value_.value(), true};
  }
  void discard() noexcept { value_.clear(); }

 private:
  explicit receive_case(channel_head* c) noexcept : case_head(c) {}

  slot<T> value_;
};

template <class T>
class send_case : public case_head {
 public:
  static constexpr bool sends = true;
  static constexpr bool fits_registers = false;
  static constexpr bool has_quick_way = std::is_nothrow_move_constructible_v<T>;

  // Moves from `value` only if the case is chosen and the channel accepts it.
  send_case(const chan<T>& c, std::type_identity_t<T>& value) noexcept
      : case_head(head(c)), value_(__builtin_addressof(value)) {}
  send_case(const send_chan<T>& c, std::type_identity_t<T>& value) noexcept
      : case_head(head(c)), value_(__builtin_addressof(value)) {}

  // As of detail/quick. Requires, for all: not nil.
  static outlook look(const channel_head& c) noexcept { return send_outlook(c); }
  static bool may_go(const channel_head& c, outlook o) noexcept { return may_send(c, o); }
  bool is_quick(outlook o) const noexcept { return is_quick_send<T, T>(o); }
  waiter_list& partners() const noexcept { return channel->receivers; }
  void go_alone(worker_head* on, outlook o) {
    if constexpr (has_quick_way) {
      send_alone<T>(on, *channel, o, std::move(*value_));
      sent_ = true;
    }
  }
  template <bool Blocking>
  LSUB_INLINE gone_quickly go() {
    const sent_quickly s = Blocking ? quick_send<T>(channel, std::move(*value_))
                                    : quick_offer<T>(channel, std::move(*value_));
    if (s == sent_quickly::blocked) return gone_quickly::blocked;
    if (s == sent_quickly::no) return gone_quickly::no;
    sent_ = true;
    return gone_quickly::done;
  }

  // As of receive_case.
  select_case record() noexcept {
    return {channel, select_case::direction::send, value_, mover<T>(), mover<T>() == nullptr};
  }
  void settle(const select_case& done) noexcept { sent_ = done.transferred; }

  // Requires: this case was chosen. False: the channel is closed and nothing was sent.
  bool ok() const noexcept { return sent_; }

 private:
  T* const value_;
  bool sent_ = false;
};

enum class policy : unsigned char { random, ordered };

// Chooses among the ready cases and performs the chosen one.
// Blocks: if `blocking` and no case is ready; with no case that can ever be ready, for ever.
// Returns `count` if nothing is ready and it must not block.
std::size_t select_among(select_case* const* cases, std::size_t count, policy p, bool blocking,
                         location at);

// As select_among with blocking, after a look that found no case ready.
std::size_t select_blocked(select_case* const* cases, std::size_t count, policy p, location at);

// A number below `bound`, each as likely.
std::size_t random_below(std::size_t bound) noexcept;

// How many bits are set. The compiler's own is a call where the processor need not have the
// instruction.
inline unsigned count_bits(unsigned bits) noexcept {
  bits -= bits >> 1 & 0x55555555U;
  bits = (bits & 0x33333333U) + (bits >> 2 & 0x33333333U);
  return (((bits + (bits >> 4)) & 0x0f0f0f0fU) * 0x01010101U) >> 24;
}

// One of the bits that are set, each as likely.
inline unsigned any_of_bits(unsigned bits) noexcept {
  for (std::size_t skip = random_below(count_bits(bits)); skip > 0; --skip) bits &= bits - 1;
  return unsigned(__builtin_ctz(bits));
}

inline constexpr std::size_t no_case = static_cast<std::size_t>(-1);

// A look at the channel of a case, before a section; it may be nil.
template <class Case>
LSUB_INLINE outlook look_at(const channel_head* c) noexcept {
  return c != nullptr ? Case::look(*c) : outlook{nullptr, 0};
}
// Bits of the cases that may go.
template <class... Cases, std::size_t... I>
LSUB_INLINE unsigned ready_cases(std::index_sequence<I...>, const channel_head* const* channels,
                                 const outlook* seen) noexcept {
  return (... |
          (channels[I] != nullptr && Cases::may_go(*channels[I], seen[I]) ? 1U << I : 0U));
}

// The quick way of a select in which a case may go: if every one that may goes quickly, one of them
// does. Returns its index, or no_case.
template <policy P, std::size_t... I, class... Cases>
LSUB_INLINE std::size_t select_quickly(worker_head* on, const outlook* seen, unsigned ready,
                                       std::index_sequence<I...>, Cases&... cases) {
  if (!on->begin_alone()) return no_case;
  if (!(... && ((ready >> I & 1) == 0 || cases.is_quick(seen[I])))) {
    on->end_alone();
    return no_case;
  }
  const unsigned chosen = P == policy::ordered || (ready & (ready - 1)) == 0
                              ? unsigned(__builtin_ctz(ready))
                              : any_of_bits(ready);
  ((chosen == I ? cases.go_alone(on, seen[I]) : void()), ...);
  return chosen;
}

enum class select_mode : unsigned char {
  attempt,   // must not block
  blocking,
  blocked,   // blocking, after a look that found no case ready
};
template <bool Blocking>
inline constexpr select_mode select_mode_of =
    Blocking ? select_mode::blocking : select_mode::attempt;

// The long way, with all that the core knows of the cases.
template <policy P, class... Cases>
LSUB_INLINE std::size_t select_with_records(location at, select_mode how, Cases&... cases) {
  constexpr std::size_t count = sizeof...(Cases);
  select_case records[] = {cases.record()...};
  select_case* list[count];
  for (std::size_t i = 0; i < count; ++i) list[i] = &records[i];
  const std::size_t chosen =
      how == select_mode::blocked ? select_blocked(list, count, P, at)
                                  : select_among(list, count, P, how == select_mode::blocking, at);
  const select_case* done = records;
  (cases.settle(*done++), ...);
  return chosen;
}

// The same as a call.
template <policy P, class... Cases>
[[gnu::noinline]] std::size_t select_in_core(location at, select_mode how, Cases&... cases) {
  return select_with_records<P>(at, how, cases...);
}

// As select_at_once, where the quick way was not open: perhaps only until partners are gone that
// were served elsewhere.
template <policy P, bool Blocking, class... Cases>
[[gnu::noinline]] std::size_t select_slowly(location at, Cases&... cases) {
  constexpr std::index_sequence_for<Cases...> all;
  worker_head* const on = own_head();
  if (!simulating.load_relaxed() && on->begin_alone()) {
    ((cases.channel != nullptr ? drop_claimed(cases.partners()) : void()), ...);
    on->end_alone();
    const channel_head* const channels[] = {cases.channel...};
    const outlook seen[] = {look_at<Cases>(cases.channel)...};
    const unsigned ready = ready_cases<Cases...>(all, channels, seen);
    if (Blocking && ready == 0) return no_case;
    if (ready != 0) {
      const std::size_t chosen = select_quickly<P>(on, seen, ready, all, cases...);
      if (chosen != no_case) return chosen;
    }
  }
  return select_in_core<P>(at, select_mode_of<Blocking>, cases...);
}

// After a look that found no case of `count` ready, and must not block.
template <policy P, class... Cases>
LSUB_INLINE std::size_t after_empty_look(location at, Cases&... cases) {
  // What is left is to let others run.
  if (!needs_attention()) [[likely]]
    return sizeof...(Cases);
  worker_head* const on = own_worker();
  if (on == nullptr || simulating.load_relaxed()) [[unlikely]]
    return select_slowly<P, false>(at, cases...);
  on->count_poll(weight_of_poll);
  return sizeof...(Cases);
}

// The only case of a select that must not block, where its quick way was not open. The core sees a
// copy of a case that fits registers, which so need not be in memory for the quick way.
template <policy P, class Case>
LSUB_INLINE std::size_t attempt_slowly(location at, Case& only) {
  if constexpr (Case::fits_registers) {
    Case copy = only.unfilled();
    const std::size_t chosen = select_slowly<P, false>(at, copy);
    only.adopt(copy);
    return chosen;
  } else {
    return select_slowly<P, false>(at, only);
  }
}

// A select but for the wait: returns the index of the case that was chosen, the number of cases if
// it must not block, or no_case if it blocks.
template <policy P, bool Blocking, class Case>
LSUB_INLINE std::size_t select_at_once(location at, Case& only) {
  const gone_quickly r = only.template go<Blocking>();
  if constexpr (Blocking) {
    if (r == gone_quickly::done) return 0;
    return r == gone_quickly::no ? select_slowly<P, true>(at, only) : no_case;
  } else {
    // What is left after an empty look is to let others run.
    if (r == gone_quickly::blocked && !needs_attention()) [[likely]]
      return 1;
    if (r == gone_quickly::done) return 0;
    if (worker_head* const on = own_worker();
        r == gone_quickly::blocked && on != nullptr && !simulating.load_relaxed()) {
      on->count_poll(weight_of_poll);
      return 1;
    }
    return attempt_slowly<P>(at, only);
  }
}
template <policy P, bool Blocking, class... Cases>
LSUB_INLINE std::size_t select_at_once(location at, Cases&... cases) {
  constexpr std::index_sequence_for<Cases...> all;
  const channel_head* const channels[] = {cases.channel...};
  const outlook seen[] = {look_at<Cases>(cases.channel)...};
  const unsigned ready = ready_cases<Cases...>(all, channels, seen);
  if (ready != 0) {
    const std::size_t chosen = select_quickly<P>(own_head(), seen, ready, all, cases...);
    return chosen != no_case ? chosen : select_slowly<P, Blocking>(at, cases...);
  }
  if (!Blocking) return after_empty_look<P>(at, cases...);
  // A select that blocks is a call; in a chosen schedule it looks again first.
  return simulating.load_relaxed() ? select_slowly<P, Blocking>(at, cases...) : no_case;
}

// A case among many, for code that does not know its type.
struct case_kind {
  bool (*is_quick)(const case_head& c, outlook o) noexcept;
  void (*go_alone)(case_head& c, worker_head* on, outlook o);
};
template <class Case>
bool is_quick_case(const case_head& c, outlook o) noexcept {
  return static_cast<const Case&>(c).is_quick(o);
}
template <class Case>
void go_alone_with(case_head& c, worker_head* on, outlook o) {
  static_cast<Case&>(c).go_alone(on, o);
}
template <class Case>
inline constexpr case_kind case_kind_of = {&is_quick_case<Case>, &go_alone_with<Case>};

// What is the same each time of a select of many cases. Of the cases, bits.
struct select_shape {
  std::size_t count;
  unsigned sends;
  unsigned have_quick_way;
  const case_kind* const* kinds;
};
template <class... Cases>
inline constexpr const case_kind* case_kinds_of[] = {&case_kind_of<Cases>...};
template <std::size_t... I>
constexpr unsigned bits_of(std::index_sequence<I...>, auto... set) {
  return (... | (set ? 1U << I : 0U));
}
template <class... Cases>
inline constexpr select_shape select_shape_of = {
    sizeof...(Cases), bits_of(std::index_sequence_for<Cases...>(), Cases::sends...),
    bits_of(std::index_sequence_for<Cases...>(), Cases::has_quick_way...), case_kinds_of<Cases...>};

inline constexpr std::size_t in_core = static_cast<std::size_t>(-2);

// As select_at_once, but a loop instead of code for each case. Returns `in_core` where the quick way
// is not open.
std::size_t select_listed(case_head* const* cases, const select_shape& shape, policy p,
                          bool blocking);

inline constexpr std::size_t most_inlined_cases = 4;
inline constexpr std::size_t most_quick_cases = 32;

template <policy P, bool Blocking, class... Cases>
LSUB_INLINE std::size_t select_cases(location at, Cases&... cases) {
  constexpr std::size_t count = sizeof...(Cases);
  if constexpr (count == 0) {
    return select_among(nullptr, 0, P, Blocking, at);
  } else if constexpr (count <= most_quick_cases) {
    std::size_t chosen;
    if constexpr (count <= most_inlined_cases) {
      chosen = select_at_once<P, Blocking>(at, cases...);
    } else {
      case_head* const list[] = {&cases...};
      chosen = select_listed(list, select_shape_of<Cases...>, P, Blocking);
      if (chosen == in_core) [[unlikely]]
        return select_in_core<P>(at, select_mode_of<Blocking>, cases...);
    }
    // No call: its return would be predicted from those of the fiber that ran before.
    if constexpr (Blocking) {
      if (chosen == no_case) return select_with_records<P>(at, select_mode::blocked, cases...);
    }
    return chosen;
  } else {
    return select_in_core<P>(at, select_mode_of<Blocking>, cases...);
  }
}

// Each returns the index of the chosen case; the `_default` forms return the number of cases if
// none is ready. `ordered` takes the first ready case, the others any ready case with equal chance.
template <class... Cases>
LSUB_INLINE std::size_t select(location at, Cases&... cases) {
  return select_cases<policy::random, true>(at, cases...);
}
template <class... Cases>
LSUB_INLINE std::size_t select_default(location at, Cases&... cases) {
  return select_cases<policy::random, false>(at, cases...);
}
template <class... Cases>
LSUB_INLINE std::size_t ordered_select(location at, Cases&... cases) {
  return select_cases<policy::ordered, true>(at, cases...);
}
template <class... Cases>
LSUB_INLINE std::size_t ordered_select_default(location at, Cases&... cases) {
  return select_cases<policy::ordered, false>(at, cases...);
}

// A select without cases: blocks for ever.
[[noreturn]] inline void select_nothing(location at) {
  for (;;) select(at);
}

}  // namespace lsub::detail
