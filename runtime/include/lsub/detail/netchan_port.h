// A user's channel as a connection sees it: its values are bytes. Private to <lsub/netchan.h>.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/select.h>
#include <lsub/error.h>
#include <lsub/values.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace lsub::netchan::detail {

enum class took { value, closed, woken };
enum class gave { taken, busy, closed, bad };

// Thread-safety: as a channel.
class port {
 public:
  explicit port(lsub::detail::channel_head* c) noexcept : channel_(c) {}
  virtual ~port() = default;
  port(const port&) = delete;
  port& operator=(const port&) = delete;

  // The name of the values' type.
  virtual const std::string& type() const = 0;

  // Receives a value from the user, as bytes, into a string whose memory is used again.
  // Blocks: until there is one, the channel is closed and drained, or somebody sends on `wake`,
  // which goes first.
  virtual took take(std::string& bytes, const chan<bool>& wake) = 0;

  // Whether the bytes are a value; if not, why.
  virtual bool sound(std::string_view bytes, const value_limits& most, error& why) = 0;

  // Sends a value to the user. Blocks: if it may wait, until the user takes it.
  virtual gave give(std::string_view bytes, const value_limits& most, bool may_wait,
                    error& why) = 0;

  void close(error why) noexcept { lsub::detail::close_channel(channel_, std::move(why)); }
  error reason() const noexcept { return lsub::detail::closing_error(channel_); }
  bool nil() const noexcept { return channel_ == nullptr; }
  bool closed() const noexcept { return lsub::detail::closed_and_drained(channel_); }
  std::size_t buffered() const noexcept {
    return static_cast<std::size_t>(lsub::detail::buffered(channel_));
  }

 private:
  lsub::detail::channel_head* const channel_;  // kept by the derived class
};

template <class T>
class typed_port final : public port {
 public:
  explicit typed_port(recv_chan<T> from) noexcept
      : port(lsub::detail::head(from)), from_(std::move(from)) {}
  explicit typed_port(send_chan<T> to) noexcept
      : port(lsub::detail::head(to)), to_(std::move(to)) {}

  const std::string& type() const override { return value_name<T>(); }

  took take(std::string& bytes, const chan<bool>& wake) override {
    // Most often a value is at hand, and a select costs more.
    if (lsub::len(wake) == 0) {
      if (auto value = lsub::try_recv(from_)) return put(bytes, *value);
    }
    lsub::detail::receive_case<bool> woken(wake);
    lsub::detail::receive_case<T> received(from_);
    if (lsub::detail::ordered_select(lsub::detail::here(), woken, received) == 0) {
      woken.discard();
      return took::woken;
    }
    auto [value, ok] = received.value_ok();
    return ok ? put(bytes, value) : took::closed;
  }

  bool sound(std::string_view bytes, const value_limits& most, error& why) override {
    why = decode<T>(bytes, most).failure;
    return !why;
  }

  gave give(std::string_view bytes, const value_limits& most, bool may_wait, error& why) override {
    auto [value, failure] = decode<T>(bytes, most);
    if (failure) {
      why = failure;
      return gave::bad;
    }
    if (may_wait) return lsub::send(to_, std::move(value)) ? gave::taken : gave::closed;
    if (lsub::try_send(to_, std::move(value))) return gave::taken;
    // A channel that takes no value any more has nothing to wait for.
    return closed() ? gave::closed : gave::busy;
  }

 private:
  static took put(std::string& bytes, const T& value) {
    bytes.clear();
    lsub::detail::value_writer to(bytes);
    lsub::detail::put(to, value);
    return took::value;
  }

  recv_chan<T> from_;
  send_chan<T> to_;
};

}  // namespace lsub::netchan::detail
