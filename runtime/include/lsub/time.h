// Sleeping, channels that receive the time, and operations with a deadline.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/chrono.h>
#include <lsub/detail/clock.h>
#include <lsub/sync.h>

#include <optional>
#include <utility>

namespace lsub::detail {

void sleep_until(clock::time_point deadline, location at);

// As send_value and receive_value, but false also once `deadline` has passed.
bool send_value_until(channel_head* c, void* from, transfer how, clock::time_point deadline,
                      location at);
bool receive_value_until(channel_head* c, void* to, clock::time_point deadline, location at);

struct timed_wait {
  static bool run(wait_group& g, clock::time_point deadline, location at);
  static bool run(mutex& m, clock::time_point deadline, location at);
};

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
// The nil channel if `d` is not positive. Ownership: ticking ends when no handle is left, or when
// it is closed.
template <class Rep, class Period>
recv_chan<std::chrono::steady_clock::time_point> tick(std::chrono::duration<Rep, Period> d) {
  if (d <= d.zero()) return {};
  const auto first = detail::deadline_after(d);
  auto period = first - detail::now();
  if (std::chrono::duration<double>(d) < std::chrono::hours(24)) {
    period = std::chrono::ceil<detail::clock::duration>(d);
  }
  return chan<std::chrono::steady_clock::time_point>(
      detail::adopt,
      detail::timer_channel(first, period > period.zero() ? period : detail::clock::duration{1}));
}

// As recv, but nullopt also at the deadline; cclosed(c) tells which.
template <detail::receiver Channel, class Clock, class Duration>
std::optional<detail::value_t<Channel>> recv_until(
    const Channel& c, std::chrono::time_point<Clock, Duration> deadline,
    detail::location at = detail::here()) {
  return detail::optional_value<detail::value_t<Channel>>([&](void* to) {
    return detail::receive_value_until(detail::head(c), to, detail::deadline_at(deadline), at);
  });
}
template <detail::receiver Channel, class Rep, class Period>
std::optional<detail::value_t<Channel>> recv_for(const Channel& c,
                                                 std::chrono::duration<Rep, Period> patience,
                                                 detail::location at = detail::here()) {
  return recv_until(c, detail::deadline_after(patience), at);
}

// As send, but false also at the deadline; cclosed and cerror tell more.
template <detail::sender Channel, class Clock, class Duration>
bool send_until(const Channel& c, const detail::value_t<Channel>& value,
                std::chrono::time_point<Clock, Duration> deadline,
                detail::location at = detail::here()) {
  using T = detail::value_t<Channel>;
  return detail::send_value_until(detail::head(c), const_cast<T*>(__builtin_addressof(value)),
                                  detail::copier<T>(), detail::deadline_at(deadline), at);
}
template <detail::sender Channel, class Clock, class Duration>
bool send_until(const Channel& c, detail::value_t<Channel>&& value,
                std::chrono::time_point<Clock, Duration> deadline,
                detail::location at = detail::here()) {
  return detail::send_value_until(detail::head(c), __builtin_addressof(value),
                                  detail::mover<detail::value_t<Channel>>(),
                                  detail::deadline_at(deadline), at);
}
template <detail::sender Channel, class Rep, class Period>
bool send_for(const Channel& c, const detail::value_t<Channel>& value,
              std::chrono::duration<Rep, Period> patience, detail::location at = detail::here()) {
  return send_until(c, value, detail::deadline_after(patience), at);
}
template <detail::sender Channel, class Rep, class Period>
bool send_for(const Channel& c, detail::value_t<Channel>&& value,
              std::chrono::duration<Rep, Period> patience, detail::location at = detail::here()) {
  return send_until(c, std::move(value), detail::deadline_after(patience), at);
}

template <class Duration>
bool wait_group::wait_for(Duration patience, detail::location at) {
  return detail::timed_wait::run(*this, detail::deadline_after(patience), at);
}
template <class TimePoint>
bool wait_group::wait_until(TimePoint deadline, detail::location at) {
  return detail::timed_wait::run(*this, detail::deadline_at(deadline), at);
}

template <class Duration>
bool mutex::try_lock_for(Duration patience, detail::location at) {
  return try_lock() || detail::timed_wait::run(*this, detail::deadline_after(patience), at);
}
template <class TimePoint>
bool mutex::try_lock_until(TimePoint deadline, detail::location at) {
  return try_lock() || detail::timed_wait::run(*this, detail::deadline_at(deadline), at);
}

}  // namespace lsub
