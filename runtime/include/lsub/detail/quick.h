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
  return w->selection == nullptr || !w->selection->claimed.load_relaxed();
}

// Takes those from the front of `list` whose selects are decided. Requires: as above.
void drop_claimed(waiter_list& list) noexcept;

// Ends the section of `on` after `w`, the first of `list`, got or gave its value: claims it, takes
// it from the queue and lets its fiber run next.
void complete_alone(worker_head* on, waiter_list& list, waiter* w);

// What decides about an operation, each loaded once. A hint without the lock; if the worker is sole
// afterwards, it was exact.
struct outlook {
  waiter* partner;    // the first who waits at the other end
  std::size_t count;  // buffered values
};
inline outlook send_outlook(const channel_head& c) noexcept {
  return {c.receivers.first.load_relaxed(), c.count.load_relaxed()};
}
inline outlook receive_outlook(const channel_head& c) noexcept {
  return {c.senders.first.load_relaxed(), c.count.load_relaxed()};
}

// Whether the operation may go on, be it with a closed channel.
inline bool may_send(const channel_head& c, outlook o) noexcept {
  return o.count < c.room || o.partner != nullptr || c.is_closed();
}
inline bool may_send(const channel_head& c) noexcept {
  return may_send(c, send_outlook(c));
}
inline bool may_receive(const channel_head& c, outlook o) noexcept {
  return o.count > 0 || o.partner != nullptr || c.is_closed();
}
inline bool may_receive(const channel_head& c) noexcept {
  return may_receive(c, receive_outlook(c));
}

// Whether an operation that may go on goes quickly. Requires: in a section without locks.
template <class T, class From>
LSUB_INLINE bool is_quick_send(const channel_head& c, outlook o) noexcept {
  // Nobody waits at a closed channel.
  return std::is_nothrow_constructible_v<T, From> &&
         (o.partner == nullptr ? !c.closed.load_relaxed() : may_claim(o.partner));
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

// The operation, and the end of the section. Requires: in a section without locks, and it is quick.
template <class T, class From>
LSUB_INLINE void send_alone(worker_head* on, channel_head& c, outlook o,
                                              From&& from) {
  if (o.partner != nullptr) {
    construct_sent<T>(o.partner->slot, std::forward<From>(from));
    return complete_alone(on, c.receivers, o.partner);
  }
  std::size_t place = c.oldest + o.count;
  if (place >= c.room) place -= c.room;
  construct_sent<T>(c.buffer + place * sizeof(T), std::forward<From>(from));
  c.count.store_release(o.count + 1);
  on->end_alone();
  on->after_operation();
}
template <class T>
LSUB_INLINE void take_from(const waiter* sender, void* to) noexcept {
  if constexpr (std::is_trivially_copyable_v<T>) {
    __builtin_memcpy(to, sender->slot, sizeof(T));
  } else {
    sender->how(to, sender->slot);
  }
}
// False: the channel is closed and empty.
template <class T>
LSUB_INLINE bool receive_alone(worker_head* on, channel_head& c, outlook o,
                                                 void* to) {
  if (o.partner != nullptr) {
    if (o.count != 0) {
      // The buffer is full: the sender's value takes the place that becomes free, the last one.
      T* const first = std::launder(reinterpret_cast<T*>(c.buffer + c.oldest * sizeof(T)));
      ::new (to) T(std::move(*first));
      first->~T();
      take_from<T>(o.partner, first);
      c.oldest = c.oldest + 1 == c.room ? 0 : c.oldest + 1;
    } else {
      take_from<T>(o.partner, to);
    }
    complete_alone(on, c.senders, o.partner);
    return true;
  }
  if (o.count != 0) {
    T* const first = std::launder(reinterpret_cast<T*>(c.buffer + c.oldest * sizeof(T)));
    ::new (to) T(std::move(*first));
    first->~T();
    c.oldest = c.oldest + 1 == c.room ? 0 : c.oldest + 1;
    c.count.store_release(o.count - 1);
  }
  on->end_alone();
  on->after_operation();
  return o.count != 0;
}

// As send_value and receive_value, after a look that found the operation blocked. The value's
// transfer throws nothing.
bool send_blocked(channel_head* c, void* from, transfer how, location at);
bool receive_blocked(channel_head* c, void* to, location at);

enum class sent_quickly : unsigned char { accepted, blocked, no };

// Sends a value made from `from`, if that is quick. `blocked`: there is no room yet, on a worker.
template <class T, class From>
LSUB_INLINE sent_quickly quick_send(channel_head* c, From&& from) {
  if constexpr (std::is_nothrow_constructible_v<T, From>) {
    worker_head* const on = own_worker();
    if (c == nullptr || on == nullptr) [[unlikely]]
      return sent_quickly::no;
    const outlook o = send_outlook(*c);
    if (o.count == c->room && o.partner == nullptr)
      return c->is_closed() ? sent_quickly::no : sent_quickly::blocked;
    if (!on->begin_alone()) return sent_quickly::no;
    if (is_quick_send<T, From>(*c, o)) [[likely]] {
      send_alone<T>(on, *c, o, std::forward<From>(from));
      return sent_quickly::accepted;
    }
    on->end_alone();
  }
  return sent_quickly::no;
}

enum class received_quickly : unsigned char { value, end, blocked, no };

// Receives to `to`, if that is quick. `end`: the channel is closed and empty. `blocked`: there is
// nothing to receive yet, on a worker.
template <class T>
LSUB_INLINE received_quickly quick_receive(channel_head* c, void* to) {
  if constexpr (std::is_nothrow_move_constructible_v<T>) {
    if (c == nullptr) [[unlikely]]
      return received_quickly::no;
    const outlook o = receive_outlook(*c);
    const bool nothing = o.count == 0 && o.partner == nullptr;
    const bool ended = nothing && c->is_drained();
    if (ended && !needs_attention()) return received_quickly::end;
    worker_head* const on = own_worker();
    if (on == nullptr) [[unlikely]]
      return received_quickly::no;
    if (nothing) {
      if (!c->is_closed()) return received_quickly::blocked;
      if (!ended || simulating.load_relaxed()) return received_quickly::no;
      on->count_poll(1);
      return received_quickly::end;
    }
    if (!on->begin_alone()) return received_quickly::no;
    if (is_quick_receive<T>(o)) [[likely]] {
      receive_alone<T>(on, *c, o, to);
      return received_quickly::value;
    }
    on->end_alone();
  }
  return received_quickly::no;
}

// As receive_value.
template <class T>
LSUB_INLINE bool receive_slot(channel_head* c, void* to, location at) {
  const received_quickly r = quick_receive<T>(c, to);
  if (r == received_quickly::blocked) return receive_blocked(c, to, at);
  if (r != received_quickly::no) return r == received_quickly::value;
  return receive_value(c, to, at);
}

// As send_value; moves from an rvalue, if accepted.
template <class T, class From>
LSUB_INLINE bool send_slot(channel_head* c, From&& from, location at) {
  const sent_quickly s = quick_send<T>(c, std::forward<From>(from));
  if (s == sent_quickly::accepted) return true;
  auto* const value = const_cast<T*>(__builtin_addressof(from));
  transfer how;
  if constexpr (std::is_lvalue_reference_v<From>) {
    how = copier<T>();
  } else {
    how = mover<T>();
  }
  return s == sent_quickly::blocked ? send_blocked(c, value, how, at)
                                    : send_value(c, value, how, at);
}

}  // namespace lsub::detail
