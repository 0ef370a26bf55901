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
  if (d <= std::chrono::duration<Rep, Period>::zero()) return now;
  const auto longest = clock::time_point::max() - now;
  // What is short needs no floating point.
  if constexpr (std::is_integral_v<Rep> && sizeof(Rep) == sizeof(clock::rep) &&
                std::ratio_greater_equal_v<Period, clock::period>) {
    constexpr auto a_year = std::chrono::hours(24 * 365);
    if (longest >= a_year &&
        d <= std::chrono::duration_cast<std::chrono::duration<Rep, Period>>(a_year)) [[likely]]
      return now + std::chrono::ceil<clock::duration>(d);
  }
  if (std::chrono::duration<double>(d) >= std::chrono::duration<double>(longest))
    return clock::time_point::max();
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
