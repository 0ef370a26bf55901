// Belts: channels of values of several types, and of errors among them.
//
// Plain C++; the package library behind it is linked by lsub++. Everything blocks only its fiber.
// Thread-safety: a belt may be used from any fiber and any thread.
#pragma once

#include <lsub/any.h>
#include <lsub/chan.h>
#include <lsub/error.h>
#include <lsub/io.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace lsub::belts {

// What operations on a belt that has ended return, unless it ended with an error of its own.
extern const error err_closed;

namespace detail {

struct protocol {
  const kind* const* first;
  std::size_t count;

  // Whether values of this kind may be sent. Errors always may.
  bool accepts(const kind& k) const noexcept;
};

template <class... Ts>
inline const kind* const kinds_of[] = {&kind_of<Ts>..., nullptr};

template <class... Ts>
inline const protocol protocol_of = {kinds_of<Ts...>, sizeof...(Ts)};

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
  explicit belt(std::size_t n = 0);

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

  friend bool operator==(const belt&, const belt&) noexcept = default;

 private:
  struct state {
    chan<any> data;
    chan<bool> done = make_chan<bool>();
    std::atomic<const detail::protocol*> proto{nullptr};
    std::atomic<bool> told{false};  // a receiver knows the reason
  };

  error refuses(const detail::kind& k) const {
    const detail::protocol* p = state_->proto.load(std::memory_order_acquire);
    return p == nullptr || p->accepts(k) ? error() : refused(k);
  }
  static error refused(const detail::kind& k);
  error put(any& value, lsub::detail::location at) const;

  std::shared_ptr<state> state_;
};

// Two belts: one to receive from, one to send on.
struct belt_conn {
  belt in, out;
};

// Two new belts with the same protocol.
template <class... Ts>
belt_conn new_belt_conn(std::size_t n = 0) {
  belt_conn c{belt(n), belt(n)};
  c.in.template set_proto<Ts...>();
  c.out.template set_proto<Ts...>();
  return c;
}

// A writer whose writes are std::string values of the belt; an empty one sends nothing. Closing it
// closes the belt.
std::shared_ptr<io::writer> writer(belt b);

// A reader of the belt's std::string values, one after another. An error among them is a failure of
// that read, and reading may go on; so is a value of another type. The end is the belt's. Closing
// it closes the belt.
std::shared_ptr<io::reader> reader(belt b);

// What was moved, and what ended it.
struct counts {
  std::size_t messages = 0;
  std::size_t bytes = 0;
  error failure;
};

// Writes the belt's std::string values as they are, until its end, or the first error or value of
// another type in it, or a failed write. Closes nothing.
counts write_to(io::writer& w, const belt& b);

}  // namespace lsub::belts
