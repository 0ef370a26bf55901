// The clock the runtime waits by, and deadlines on it.
#pragma once

#include <lsub/detail/chrono.h>

#include <type_traits>

namespace lsub::detail {

using clock = std::chrono::steady_clock;

// The time the runtime goes by.
clock::time_point now() noexcept;

// `d` from now; max() if that is beyond what the clock can tell.
template <class Rep, class Period>
clock::time_point deadline_after(std::chrono::duration<Rep, Period> d) {
  const auto now = detail::now();
  const auto longest = std::chrono::duration<double>(clock::time_point::max() - now);
  if (std::chrono::duration<double>(d) >= longest) return clock::time_point::max();
  if (d <= std::chrono::duration<Rep, Period>::zero()) return now;
  return now + std::chrono::ceil<clock::duration>(d);
}

template <class Clock, class Duration>
clock::time_point deadline_at(std::chrono::time_point<Clock, Duration> t) {
  if constexpr (std::is_same_v<Clock, clock>) {
    return std::chrono::time_point_cast<clock::duration>(t);
  } else {
    return deadline_after(t - Clock::now());
  }
}

}  // namespace lsub::detail
