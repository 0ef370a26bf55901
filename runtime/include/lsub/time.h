// Sleeping, and channels that receive the time.
#pragma once

#include <lsub/chan.h>

#include <chrono>

namespace lsub::detail {

void sleep_until(clock::time_point deadline, location at);

// A channel of capacity 1 that gets the time at `first`, and then every `period` if it is not zero.
channel_head* timer_channel(clock::time_point first, clock::duration period);

}  // namespace lsub::detail

namespace lsub {

// Blocks: the fiber (or the ordinary thread) for `d`; only yields if `d` is not positive.
template <class Rep, class Period>
void sleep(std::chrono::duration<Rep, Period> d, detail::location at = detail::here()) {
  detail::sleep_until(d <= d.zero() ? detail::clock::time_point::min() : detail::deadline_after(d),
                      at);
}

// A channel that gets the time once, after `d`.
// Ownership: the timer ends early when no handle is left.
template <class Rep, class Period>
recv_chan<std::chrono::steady_clock::time_point> after(std::chrono::duration<Rep, Period> d) {
  return chan<std::chrono::steady_clock::time_point>(
      detail::adopt, detail::timer_channel(detail::deadline_after(d), detail::clock::duration{}));
}

// A channel that gets the time every `d`; a tick is dropped while the one before is still unread.
// Requires: `d` positive. Ownership: ticking ends when no handle is left, or when it is closed.
template <class Rep, class Period>
recv_chan<std::chrono::steady_clock::time_point> tick(std::chrono::duration<Rep, Period> d) {
  const auto first = detail::deadline_after(d);
  auto period = first - detail::clock::now();
  if (d.count() > 0 && std::chrono::duration<double>(d) < std::chrono::hours(24)) {
    period = std::chrono::ceil<detail::clock::duration>(d);
  }
  return chan<std::chrono::steady_clock::time_point>(
      detail::adopt,
      detail::timer_channel(first, period > period.zero() ? period : detail::clock::duration{1}));
}

}  // namespace lsub
