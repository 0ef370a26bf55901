// The quick way of a select of many cases: as detail/select, by the same rules, in loops. Code for
// each of 32 cases would not fit the caches of the processor.
#include <lsub/detail/select.h>

#include <cstdint>

namespace lsub::detail {
namespace {

// Bits of cases.
struct survey {
  unsigned ready;  // may go
  // Of these, perhaps not quickly: somebody waits at the other end, or the channel a send is for is
  // closed.
  unsigned slowly;
};

LSUB_INLINE survey look_at(case_head* const* cases, const select_shape& shape) noexcept {
  survey all{0, 0};
  unsigned bit = 1;
  for (case_head* const* end = cases + shape.count; cases != end; ++cases, bit += bit) {
    const channel_head* const c = (*cases)->channel;
    if (c == nullptr) continue;
    if ((shape.sends & bit) == 0) {
      const outlook o = receive_outlook(*c);
      const auto partner = reinterpret_cast<std::uintptr_t>(o.partner);
      const bool nothing = (partner | o.filling) == 0;
      all.ready |= nothing ? 0 : bit;
      all.slowly |= partner == 0 ? 0 : bit;
    } else {
      const outlook o = send_outlook(*c);
      const bool ends = o.partner != nullptr || has_closed_bit(o.filling);
      all.ready |= ends || o.filling < c->room ? bit : 0;
      all.slowly |= ends ? bit : 0;
    }
  }
  return all;
}

// The bit of the k-th that is set, from the lowest; sums of parts of the word, then halves of it.
unsigned bit_of_rank(unsigned bits, unsigned k) noexcept {
  const unsigned twos = bits - (bits >> 1 & 0x55555555U);
  const unsigned fours = (twos & 0x33333333U) + (twos >> 2 & 0x33333333U);
  const unsigned eights = (fours + (fours >> 4)) & 0x0f0f0f0fU;
  const unsigned sixteens = eights + (eights >> 8);
  unsigned at = 0;
  const auto pass = [&](unsigned here, unsigned width) {
    const unsigned beyond = k >= here ? 1U : 0U;
    k -= here * beyond;
    at += width * beyond;
  };
  pass(sixteens & 0x1fU, 16);
  pass(eights >> at & 0x0fU, 8);
  pass(fours >> at & 0x07U, 4);
  pass(twos >> at & 0x03U, 2);
  pass(bits >> at & 0x01U, 1);
  return at;
}

unsigned choose(unsigned ready, policy p) noexcept {
  if (p == policy::ordered || (ready & (ready - 1)) == 0) return unsigned(__builtin_ctz(ready));
  return bit_of_rank(ready, unsigned(random_below(count_bits(ready))));
}

// As select_quickly.
LSUB_INLINE std::size_t try_listed(worker_head* on, const survey& all, case_head* const* cases,
                                   const select_shape& shape, policy p) {
  if (!on->begin_alone()) return no_case;
  const auto outlook_of = [&](unsigned i) {
    const channel_head& c = *cases[i]->channel;
    return (shape.sends >> i & 1) != 0 ? send_outlook(c) : receive_outlook(c);
  };
  for (unsigned left = (all.ready & ~shape.have_quick_way) | all.slowly; left != 0;
       left &= left - 1) {
    const auto i = unsigned(__builtin_ctz(left));
    if (shape.kinds[i]->is_quick(*cases[i], outlook_of(i))) continue;
    on->end_alone();
    return no_case;
  }
  const unsigned chosen = choose(all.ready, p);
  shape.kinds[chosen]->go_alone(*cases[chosen], on, outlook_of(chosen));
  return chosen;
}

// As select_slowly.
[[gnu::noinline]] std::size_t try_again(worker_head* on, case_head* const* cases,
                                        const select_shape& shape, policy p, bool blocking) {
  if (simulating.load_relaxed() || !on->begin_alone()) return in_core;
  for (std::size_t i = 0; i < shape.count; ++i) {
    channel_head* const c = cases[i]->channel;
    if (c != nullptr) drop_claimed((shape.sends >> i & 1) != 0 ? c->receivers : c->senders);
  }
  on->end_alone();
  const survey all = look_at(cases, shape);
  if (all.ready == 0) return blocking ? no_case : in_core;
  const std::size_t chosen = try_listed(on, all, cases, shape, p);
  return chosen != no_case ? chosen : in_core;
}

}  // namespace

std::size_t select_listed(case_head* const* cases, const select_shape& shape, policy p,
                          bool blocking) {
  const survey all = look_at(cases, shape);
  if (all.ready == 0 && !blocking && !needs_attention()) return shape.count;
  worker_head* const on = own_head();
  if (all.ready != 0) {
    const std::size_t chosen = try_listed(on, all, cases, shape, p);
    if (chosen != no_case) [[likely]]
      return chosen;
  }
  if (all.ready != 0 || simulating.load_relaxed()) [[unlikely]]
    return try_again(on, cases, shape, p, blocking);
  if (blocking) return no_case;
  if (on == &lsub_no_worker) [[unlikely]]
    return in_core;
  on->count_poll(weight_of_poll);
  return shape.count;
}

}  // namespace lsub::detail
