// The quick ways of operations, inlined where they stand: a buffer that has room or values, or a
// partner that waits, on a worker that needs no locks; a channel that has nothing and never will.
// What they can't do they leave, untouched, to the functions of detail/channel.
//
// They look before they begin their section: if the worker is sole after that look, it was so
// before, and nobody else can have changed what they saw.
#pragma once

#include <lsub/detail/channel.h>
#include <lsub/detail/own_worker.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace lsub::detail {

// Whether the first who waits can be served here: its select, if it is one, is not decided yet.
// Requires: in a section without locks.
inline bool may_claim(const waiter* w) noexcept {
  return w->plain || w->selection == nullptr || !w->selection->claimed.load_relaxed();
}

// Takes those from the front of `list` whose selects are decided. Requires: as above.
void drop_claimed(waiter_list& list) noexcept;

// Ends the section of `on` after the first who waits to receive from `c`, or to send to it, got or
// gave its value: claims it, takes it from the queue and lets its fiber run next.
void complete_receiver(worker_head* on, channel_head* c);
void complete_sender(worker_head* on, channel_head* c);

// What decides about an operation, each loaded once. A hint without the lock; if the worker is sole
// afterwards, it was exact.
struct outlook {
  waiter* partner;    // the first who waits at the other end
  std::size_t filling;
};
inline outlook send_outlook(const channel_head& c) noexcept {
  return {c.receivers.first.load_relaxed(), c.filling.load_acquire()};
}
inline outlook receive_outlook(const channel_head& c) noexcept {
  return {c.senders.first.load_relaxed(), c.filling.load_acquire()};
}

// Whether the operation may go on, be it with a closed channel.
inline bool may_send(const channel_head& c, outlook o) noexcept {
  return o.filling < c.room || o.partner != nullptr || has_closed_bit(o.filling);
}
inline bool may_send(const channel_head& c) noexcept {
  return may_send(c, send_outlook(c));
}
inline bool may_receive(outlook o) noexcept {
  return o.filling != 0 || o.partner != nullptr;
}
inline bool may_receive(const channel_head& c) noexcept {
  return may_receive(receive_outlook(c));
}

// Whether an operation that may go on goes quickly. Requires: in a section without locks.
template <class T, class From>
LSUB_INLINE bool is_quick_send(outlook o) noexcept {
  // Nobody waits at a closed channel.
  return std::is_nothrow_constructible_v<T, From> &&
         (o.partner == nullptr ? !has_closed_bit(o.filling) : may_claim(o.partner));
}
// Whether what a blocked sender gives moves or copies without an exception.
template <class T>
LSUB_INLINE bool gives_quickly(const waiter* sender) noexcept {
  if (std::is_trivially_copyable_v<T> || sender->how == mover<T>()) return true;
  if constexpr (std::is_nothrow_copy_constructible_v<T>) return sender->how == copier<T>();
  return false;
}
template <class T>
LSUB_INLINE bool is_quick_receive(outlook o) noexcept {
  return std::is_nothrow_move_constructible_v<T> &&
         (o.partner == nullptr || (may_claim(o.partner) && gives_quickly<T>(o.partner)));
}

// Constructs the value that is sent. Small ones of several words are copied word by word: they were
// mostly stored so just now, and a load of two words that still wait to be stored waits for them.
template <class T, class From>
LSUB_INLINE void construct_sent(void* at, From&& from) {
  constexpr std::size_t size = sizeof(std::uint64_t);
  constexpr std::size_t words = sizeof(T) / size;
  if constexpr (std::is_same_v<std::remove_cvref_t<From>, T> && std::is_trivially_copyable_v<T> &&
                sizeof(T) % size == 0 && words > 1 && words <= 4) {
    const auto* source = reinterpret_cast<const char*>(__builtin_addressof(from));
    auto* target = static_cast<char*>(at);
    for (std::size_t i = 0; i < words; ++i, source += size, target += size) {
      std::uint64_t word;
      __builtin_memcpy(&word, source, size);
      asm("" : "+r"(word));  // the compiler does not join the words again
      __builtin_memcpy(target, &word, size);
    }
  } else {
    ::new (at) T(std::forward<From>(from));
  }
}

// The operations, and the end of the section. Requires: in a section without locks.
//
// With a buffer that has room, or values.
template <class T, class From>
LSUB_INLINE void put_alone(worker_head* on, channel_head& c, std::size_t filling, From&& from) {
  const std::size_t place = (c.oldest + filling) & c.mask;
  construct_sent<T>(c.buffer + place * sizeof(T), std::forward<From>(from));
  c.filling.store_release(filling + 1);
  on->end_alone();
  on->after_operation();
}
// Moves the oldest value out of the buffer.
template <class T>
LSUB_INLINE void take_oldest(channel_head& c, void* to) {
  T* const first = std::launder(reinterpret_cast<T*>(c.buffer + c.oldest * sizeof(T)));
  ::new (to) T(std::move(*first));
  first->~T();
  c.oldest = (c.oldest + 1) & c.mask;
}
template <class T>
LSUB_INLINE void take_alone(worker_head* on, channel_head& c, std::size_t filling, void* to) {
  take_oldest<T>(c, to);
  c.filling.store_release(filling - 1);
  on->end_alone();
  on->after_operation();
}
// With a partner who waits. Requires: it is quick.
template <class T, class From>
LSUB_INLINE void hand_alone(worker_head* on, channel_head& c, const waiter* receiver, From&& from) {
  construct_sent<T>(receiver->slot, std::forward<From>(from));
  complete_receiver(on, &c);
}
template <class T>
LSUB_INLINE void take_from(const waiter* sender, void* to) noexcept {
  if constexpr (std::is_trivially_copyable_v<T>) {
    __builtin_memcpy(to, sender->slot, sizeof(T));
  } else {
    sender->how(to, sender->slot);
  }
}
template <class T>
LSUB_INLINE void take_alone_from(worker_head* on, channel_head& c, outlook o, void* to) {
  if (o.filling != 0) {
    // The buffer is full: the sender's value comes behind the others.
    const std::size_t place = (c.oldest + o.filling) & c.mask;
    take_oldest<T>(c, to);
    take_from<T>(o.partner, c.buffer + place * sizeof(T));
  } else {
    take_from<T>(o.partner, to);
  }
  complete_sender(on, &c);
}

// Any of these that `o` says. Requires: it is quick.
template <class T, class From>
LSUB_INLINE void send_alone(worker_head* on, channel_head& c, outlook o, From&& from) {
  if (o.partner != nullptr) return hand_alone<T>(on, c, o.partner, std::forward<From>(from));
  put_alone<T>(on, c, o.filling, std::forward<From>(from));
}
// False: the channel is closed and empty.
template <class T>
LSUB_INLINE bool receive_alone(worker_head* on, channel_head& c, outlook o, void* to) {
  if (o.partner != nullptr) {
    take_alone_from<T>(on, c, o, to);
  } else if (o.filling != closed_bit) {
    take_alone<T>(on, c, o.filling, to);
  } else {
    on->end_alone();
    on->after_operation();
    return false;
  }
  return true;
}

// As send_value and receive_value, after a look that found the operation blocked. The value's
// transfer throws nothing.
bool send_blocked(channel_head* c, void* from, transfer how, location at);
bool receive_blocked(channel_head* c, void* to, location at);

enum class sent_quickly : unsigned char {
  accepted,
  blocked,
  nothing_to_do,  // blocked, and nobody needs attention
  no,
};

// Sends a value made from `from`, if that is quick. `blocked`: there is no room yet.
template <class T, class From>
LSUB_INLINE sent_quickly quick_send(channel_head* c, From&& from) {
  if constexpr (std::is_nothrow_constructible_v<T, From>) {
    if (c == nullptr) [[unlikely]]
      return sent_quickly::no;
    worker_head* const on = own_head();
    const std::size_t filling = c->filling.load_relaxed();
    if (c->receivers.first.is_zero_relaxed()) {
      if (filling >= c->room)
        return has_closed_bit(filling) ? sent_quickly::no : sent_quickly::blocked;
      if (!on->begin_alone()) [[unlikely]]
        return sent_quickly::no;
      put_alone<T>(on, *c, filling, std::forward<From>(from));
      return sent_quickly::accepted;
    }
    if (!on->begin_alone()) return sent_quickly::no;
    const waiter* const receiver = c->receivers.first.load_relaxed();
    if (may_claim(receiver)) [[likely]] {
      hand_alone<T>(on, *c, receiver, std::forward<From>(from));
      return sent_quickly::accepted;
    }
    on->end_alone();
  }
  return sent_quickly::no;
}

// As quick_send, where most often there is no room.
template <class T, class From>
LSUB_INLINE sent_quickly quick_offer(channel_head* c, From&& from) {
  if (c == nullptr) [[unlikely]]
    return sent_quickly::no;
  // Full, and neither closed nor waited at.
  const std::size_t filling = c->filling.load_relaxed();
  const std::size_t closed = has_closed_bit(filling) ? 1 : 0;
  if (filling >= c->room && c->receivers.first.or_relaxed(with_attention(closed)) == 0) [[likely]]
    return sent_quickly::nothing_to_do;
  return quick_send<T>(c, std::forward<From>(from));
}

// Whether a value is as well copied, to leave the original in registers where it never has to be in
// memory for the quick way.
template <class T>
inline constexpr bool fits_registers = std::is_trivially_copyable_v<T> && !std::is_empty_v<T> &&
                                       sizeof(T) <= 2 * sizeof(void*);

enum class received_quickly : unsigned char {
  value,
  end,
  blocked,
  nothing_to_do,  // blocked, and nobody needs attention
  no,
};

// As quick_receive, with a sender who waits.
template <class T>
LSUB_INLINE received_quickly quick_receive_from_sender(channel_head* c, std::size_t filling,
                                                       void* to) {
  worker_head* const on = own_head();
  if (!on->begin_alone()) [[unlikely]]
    return received_quickly::no;
  const outlook o{c->senders.first.load_relaxed(), filling};
  if (is_quick_receive<T>(o)) [[likely]] {
    take_alone_from<T>(on, *c, o, to);
    return received_quickly::value;
  }
  on->end_alone();
  return received_quickly::no;
}

// As quick_receive, from the buffer.
template <class T>
LSUB_INLINE received_quickly quick_receive_from_buffer(channel_head* c, std::size_t filling,
                                                       void* to) {
  worker_head* const on = own_head();
  if (!on->begin_alone()) [[unlikely]]
    return received_quickly::no;
  take_alone<T>(on, *c, filling, to);
  return received_quickly::value;
}

// As quick_receive, from a channel that has nothing, for ever.
template <class T>
LSUB_INLINE received_quickly quick_receive_from_drained(void* to) {
  // The compiler may not see that nobody looks at the value.
  if constexpr (fits_registers<T>) __builtin_memset(to, 0, sizeof(T));
  if (!needs_attention()) [[likely]]
    return received_quickly::end;
  worker_head* const on = own_worker();
  if (on == nullptr || simulating.load_relaxed()) return received_quickly::no;
  on->count_poll(1);
  return received_quickly::end;
}

// Receives to `to`, if that is quick. `end`: the channel is closed and empty. `blocked`: there is
// nothing to receive yet.
template <class T>
LSUB_INLINE received_quickly quick_receive(channel_head* c, void* to) {
  if constexpr (std::is_nothrow_move_constructible_v<T>) {
    if (c == nullptr) [[unlikely]]
      return received_quickly::no;
    const std::size_t filling = c->filling.load_acquire();
    if (!c->senders.first.is_zero_relaxed()) return quick_receive_from_sender<T>(c, filling, to);
    if (static_cast<std::ptrdiff_t>(filling) <= 0) [[unlikely]] {
      if (filling == 0) return received_quickly::blocked;
      if (is_drained(filling)) return quick_receive_from_drained<T>(to);
    }
    return quick_receive_from_buffer<T>(c, filling, to);
  }
  return received_quickly::no;
}

// As quick_poll, where there is something, or somebody needs attention.
template <class T>
LSUB_INLINE received_quickly quick_receive_polled(channel_head* c, void* to) {
  asm("" : "+r"(c));  // what this way computes does not take registers from the other
  const std::size_t filling = c->filling.load_acquire();
  if (!c->senders.first.is_zero_relaxed()) return quick_receive_from_sender<T>(c, filling, to);
  if (filling << 1 != 0) [[likely]]
    return quick_receive_from_buffer<T>(c, filling, to);
  return filling == 0 ? received_quickly::blocked : quick_receive_from_drained<T>(to);
}

// As quick_receive, where most often there is nothing.
template <class T>
LSUB_INLINE received_quickly quick_poll(channel_head* c, void* to) {
  if constexpr (std::is_nothrow_move_constructible_v<T>) {
    if (c == nullptr) [[unlikely]]
      return received_quickly::no;
    const std::size_t filling = c->filling.load_acquire();
    const std::uintptr_t seen = c->senders.first.or_relaxed(with_attention(filling));
    // A weak guess: what the user does in either case may tell the compiler more.
    if (__builtin_expect_with_probability(seen == 0, 1, 0.60))
      return received_quickly::nothing_to_do;
    if (seen == closed_bit) {
      if constexpr (fits_registers<T>) __builtin_memset(to, 0, sizeof(T));
      return received_quickly::end;
    }
    return quick_receive_polled<T>(c, to);
  }
  return received_quickly::no;
}

// As receive_value.
template <class T>
LSUB_INLINE bool receive_slot(channel_head* c, void* to, location at) {
  const received_quickly r = quick_receive<T>(c, to);
  if (r == received_quickly::value || r == received_quickly::end)
    return r == received_quickly::value;
  const auto slowly = [&](void* there) {
    return r == received_quickly::blocked ? receive_blocked(c, there, at)
                                          : receive_value(c, there, at);
  };
  if constexpr (fits_registers<T>) {
    alignas(T) unsigned char value[sizeof(T)];
    const bool received = slowly(value);
    __builtin_memcpy(to, value, sizeof(T));
    return received;
  } else {
    return slowly(to);
  }
}

// As send_value; moves from an rvalue, if accepted.
template <class T, class From>
LSUB_INLINE bool send_slot(channel_head* c, From&& from, location at) {
  const sent_quickly s = quick_send<T>(c, std::forward<From>(from));
  if (s == sent_quickly::accepted) return true;
  const auto slowly = [&](void* value, transfer how) {
    return s == sent_quickly::blocked ? send_blocked(c, value, how, at)
                                      : send_value(c, value, how, at);
  };
  if constexpr (fits_registers<T> && std::is_same_v<std::remove_cvref_t<From>, T>) {
    alignas(T) unsigned char value[sizeof(T)];
    __builtin_memcpy(value, __builtin_addressof(from), sizeof(T));
    return slowly(value, nullptr);
  } else {
    auto* const value = const_cast<T*>(__builtin_addressof(from));
    if constexpr (std::is_lvalue_reference_v<From>) {
      return slowly(value, copier<T>());
    } else {
      return slowly(value, mover<T>());
    }
  }
}

}  // namespace lsub::detail
