// The selection over the cases of a select.
#pragma once

#include <lsub/detail/select_case.h>

#include <cstddef>
#include <utility>

namespace lsub::detail {

enum class policy : unsigned char { random, ordered };

// Chooses among the ready cases and performs the chosen one.
// Blocks: if `blocking` and no case is ready; with no case that can ever be ready, for ever.
// Returns `count` if nothing is ready and it must not block.
std::size_t select_among(select_case* cases, std::size_t count, policy p, bool blocking,
                         location at);

// As select_among with blocking, after a look that found no case ready.
std::size_t select_blocked(select_case* cases, std::size_t count, policy p, location at);

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
  const std::size_t chosen =
      how == select_mode::blocked ? select_blocked(records, count, P, at)
                                  : select_among(records, count, P, how == select_mode::blocking, at);
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

// The long way of a select that must not block, where the quick one was not open.
template <policy P, class... Cases>
LSUB_INLINE std::size_t attempt_slowly(location at, Cases&... cases) {
  return select_slowly<P, false>(at, cases...);
}
template <policy P, class Case>
  requires(Case::is_small)
LSUB_INLINE std::size_t attempt_slowly(location at, Case& only) {
  return only.by_copy([&](Case& copy) { return select_slowly<P, false>(at, copy); });
}

// After a look that found no case ready, of a select that must not block.
template <policy P, class... Cases>
LSUB_INLINE std::size_t after_empty_look(location at, Cases&... cases) {
  // What is left is to let others run.
  if (!needs_attention()) [[likely]]
    return sizeof...(Cases);
  worker_head* const on = own_worker();
  if (on == nullptr || simulating.load_relaxed()) [[unlikely]]
    return attempt_slowly<P>(at, cases...);
  on->count_poll(weight_of_poll);
  return sizeof...(Cases);
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
    if (r == gone_quickly::nothing_to_do) return 1;
    if (r == gone_quickly::blocked) [[likely]]
      return after_empty_look<P>(at, only);
    return r == gone_quickly::done ? 0 : attempt_slowly<P>(at, only);
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
