// Belts: channels of values of several types, and of errors among them.
//
// Plain C++; the package library behind it is linked by lsub++. Everything blocks only its fiber.
// Thread-safety: a belt may be used from any fiber and any thread.
#pragma once

#include <lsub/any.h>
#include <lsub/chan.h>
#include <lsub/error.h>
#include <lsub/io.h>
#include <lsub/values.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace lsub::belts {

// What operations on a belt that has ended return, unless it ended with an error of its own.
extern const error err_closed;

namespace detail {

// What a type of a protocol is, and how its values cross a wire.
struct codec {
  const kind* what;
  const std::string& (*name)();
  std::string (*encode)(const any&);  // null, and so is `decode`: they can't
  error (*decode)(any&, std::string_view, const value_limits&);
};

template <class T>
std::string encode_held(const any& value) {
  return lsub::encode(*value.as<T>());
}
template <class T>
error decode_held(any& to, std::string_view bytes, const value_limits& most) {
  auto got = lsub::decode<T>(bytes, most);
  if (!got.failure) to = std::move(got.value);
  return got.failure;
}

template <class T>
constexpr codec codec_of() {
  if constexpr (lsub::detail::is_value<T>) {
    return {&kind_of<T>, &lsub::value_name<T>, &encode_held<T>, &decode_held<T>};
  } else {
    return {&kind_of<T>, nullptr, nullptr, nullptr};
  }
}

struct protocol {
  const codec* first;
  std::size_t count;

  // Null if it has no such type.
  const codec* find(const kind& k) const noexcept;
  const codec* find(std::string_view name) const;
};

template <class... Ts>
inline const codec codecs_of[] = {codec_of<Ts>()..., codec{}};

template <class... Ts>
inline const protocol protocol_of = {codecs_of<Ts...>, sizeof...(Ts)};

error refused(const kind& k);
error unmapped(const kind& k);

}  // namespace detail

// A value, or an error instead: one that was sent, or the end.
struct received {
  any value;
  error failure;
};

// A belt carries values of any types, or of those its protocol names, in order, and errors among
// them: an error that is sent arrives like a value and ends nothing.
//
// A belt ends once, by the first close, from whichever side: the three closes are one operation
// under three names. Nothing can be sent then, and who blocks in a send gets an error; what the
// belt holds is still received. Copies are the same belt.
class belt {
 public:
  // A new belt with room for `n` values; 0 makes every send meet its receive.
  // Errors: std::length_error if `n` is absurd.
  explicit belt(std::size_t n);
  belt() : belt(0) {}

  // Sends a value, or an error. Blocks: until accepted. Errors: the one the belt was closed with,
  // or err_closed; a type that is not of the protocol; no value. Whatever fails, an rvalue was not
  // moved from, if its type can be assigned.
  template <class T>
  error snd(T&& value, lsub::detail::location at = lsub::detail::here()) const {
    using Held = held_t<T>;
    if constexpr (std::is_same_v<Held, any>) {
      static_assert(!std::is_lvalue_reference_v<T>, "an any does not copy: send std::move(value)");
      if (error why = refuses(value)) return why;
      return put(value, at);
    } else {
      if (error why = refuses(detail::kind_of<Held>)) return why;
      any boxed(std::forward<T>(value));
      if constexpr (std::is_same_v<Held, error>) {
        if (error why = refuses(boxed)) return why;
      }
      error why = put(boxed, at);
      if constexpr (std::is_same_v<T, Held> && std::is_move_assignable_v<Held>) {
        if (why) value = std::move(*boxed.template as<Held>());
      }
      return why;
    }
  }

  // Receives a value, or an error. Blocks: until there is one. At the end the error the belt was
  // closed with, if any, once; then err_closed for ever.
  received rcv(lsub::detail::location at = lsub::detail::here()) const;

  // Each ends the belt. The first one's reason stays.
  void close_snd(error why = {}) const noexcept { close(std::move(why)); }
  void close_rcv(error why = {}) const noexcept { close(std::move(why)); }
  void close(error why = {}) const noexcept;

  // From now on only values of these types may be sent, besides errors. What is sent already stays.
  template <class... Ts>
  void set_proto() const noexcept {
    static_assert((std::is_same_v<Ts, held_t<Ts>> && ...), "name the types as they are held");
    state_->proto.store(&detail::protocol_of<Ts...>, std::memory_order_release);
  }

  // Why a value of this type, or this value, would be refused; null if it would not.
  template <class T>
  error refuses() const {
    return refuses(detail::kind_of<T>);
  }
  error refuses(const any& value) const;

  // The channel below, for select. What is received there may hold an error; its end is the belt's,
  // and cerror tells the reason. A value sent there is not checked. Closed by the belt's close
  // only.
  const chan<any>& data() const noexcept { return state_->data; }

  // Closed when the belt is: tells a sender that nobody wants more, in a select.
  recv_chan<bool> done() const noexcept { return state_->done; }

  // Private to the package. Null: none.
  const detail::protocol* proto() const noexcept {
    return state_->proto.load(std::memory_order_acquire);
  }

  friend bool operator==(const belt&, const belt&) noexcept = default;

 private:
  struct state {
    chan<any> data;
    chan<bool> done = make_chan<bool>();
    std::atomic<const detail::protocol*> proto{nullptr};
    std::atomic<bool> told{false};  // a receiver knows the reason
  };

  error refuses(const detail::kind& k) const {
    const detail::protocol* p = proto();
    return p == nullptr || k.is_error || p->find(k) != nullptr ? error() : detail::refused(k);
  }
  error put(any& value, lsub::detail::location at) const;

  std::shared_ptr<state> state_;
};

// Two belts: one to receive from, one to send on.
struct belt_conn {
  belt in = {}, out = {};
  recv_chan<bool> done = {};  // closed when what carries them has ended, with why if it failed
};

// Two new belts with the same protocol.
template <class... Ts>
belt_conn new_belt_conn(std::size_t n = 0) {
  belt_conn c{belt(n), belt(n)};
  c.in.template set_proto<Ts...>();
  c.out.template set_proto<Ts...>();
  return c;
}

// What a peer, or the own side, may ask for. Beyond it is a failure.
struct limits {
  value_limits value = {};        // of each value
  std::size_t error_text = 1024;  // bytes of an error: a longer one is cut when sent
  std::chrono::nanoseconds handshake = std::chrono::seconds(10);
  std::chrono::nanoseconds frame_pause =
      std::chrono::seconds(10);  // in the middle of a frame of a stream
  std::chrono::nanoseconds linger =
      std::chrono::seconds(5);  // without progress, once both belts ended
};

// What was moved, and what ended it; bytes as written or read.
struct counts {
  std::size_t messages = 0;
  std::size_t bytes = 0;
  error failure;
};

// Belts over bytes, as docs/wire/belt.md specifies. Their protocol names the types that may cross,
// each of which is a value of <lsub/values.h>; what can't cross ends the belt with an error.

// Writes what the belt carries until its end, which crosses with its reason, or a failed write. The
// belt is closed then, and so is writing. Blocks: until then. Flushes a writer that flushes.
counts pipe_to(io::writer& w, const belt& b, const limits& most = {});

// Sends what pipe_to wrote, until its end, with whose reason the belt is closed, or a failure, with
// which it is closed, or until somebody closed the belt, which the next message shows. Reading is
// closed then. Blocks: until then.
counts pipe_from(io::reader& r, const belt& b, const limits& most = {});

// Carries both belts over a stream, to a peer who does the same: what is sent on `out` is received
// there, and the reverse. Each end of a belt, by whoever and with whatever reason, ends the peer's:
// `in` closed here closes `out` there. When both have ended the stream is closed; a peer who does
// not take what is under way is cut off. When the connection breaks, or the peer does what it must
// not, both belts are closed with what it was. Returns the channel that tells the end.
// Ownership: nobody else uses the stream.
recv_chan<bool> carry(io::stream_ptr rw, const belt_conn& c, const limits& most = {});

// A writer whose writes are std::string values of the belt; an empty one sends nothing. Closing it
// closes the belt.
std::shared_ptr<io::writer> writer(belt b);

// A reader of the belt's std::string values, one after another. An error among them is a failure of
// that read, and reading may go on; so is a value of another type. The end is the belt's. Closing
// it closes the belt.
std::shared_ptr<io::reader> reader(belt b);

// Writes the belt's std::string values as they are, until its end, or the first error or value of
// another type in it, or a failed write. Closes nothing.
counts write_to(io::writer& w, const belt& b);

}  // namespace lsub::belts
