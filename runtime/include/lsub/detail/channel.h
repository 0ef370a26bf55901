// The type-erased channel core, as the templates see it.
//
// A channel is one allocation: bookkeeping, then the ring buffer. Values cross it through pointers
// to slots: a sender's slot holds a value, a receiver's slot is uninitialised storage. A slot
// changes state exactly when the operation on it is decided. Thread-safety: every function may be
// called from any fiber and any thread.
#pragma once

#include <lsub/detail/atomic.h>
#include <lsub/detail/location.h>
#include <lsub/detail/waiting.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace lsub::detail {

// Constructs a value at `to` from the one at `from`, which stays alive.
using transfer = void (*)(void* to, void* from);

struct element {
  std::size_t size;
  std::size_t alignment;
  std::size_t inline_room;    // so many have room in a channel's record; a power of two, or 0
  std::size_t kept_room;      // a buffer of so many may be kept for other channels; the same
  transfer move;              // null: bytes may be copied
  void (*destroy)(void* at);  // null: nothing to do
};

inline constexpr std::size_t inline_buffer_bytes = 128;
inline constexpr std::size_t most_kept_bytes = 1024;

template <class T>
constexpr std::size_t room_in(std::size_t bytes) {
  if (alignof(T) > alignof(std::max_align_t) || sizeof(T) > bytes) return 0;
  std::size_t places = 1;
  while (places * 2 * sizeof(T) <= bytes) places *= 2;
  return places;
}

template <class T>
void move_element(void* to, void* from) {
  ::new (to) T(std::move(*static_cast<T*>(from)));
}

template <class T>
void copy_element(void* to, void* from) {
  ::new (to) T(*static_cast<const T*>(from));
}

template <class T>
void destroy_element(void* at) {
  static_cast<T*>(at)->~T();
}

template <class T>
constexpr transfer mover() {
  if constexpr (std::is_trivially_copyable_v<T>) {
    return nullptr;
  } else {
    return &move_element<T>;
  }
}

template <class T>
constexpr transfer copier() {
  if constexpr (std::is_trivially_copyable_v<T>) {
    return nullptr;
  } else {
    return &copy_element<T>;
  }
}

template <class T>
inline constexpr element element_of = {
    sizeof(T), alignof(T), room_in<T>(inline_buffer_bytes), room_in<T>(most_kept_bytes), mover<T>(),
    std::is_trivially_destructible_v<T> ? nullptr : &destroy_element<T>};

// A wait at several places, or with a deadline. Whoever sets `claimed` decides how it ends. Private
// to the core and the inlined operations, as what follows.
struct selection_head {
  atomic<bool> claimed;
};

// A fiber or thread that waits, in one queue of one channel.
struct waiter {
  waiter() noexcept : waiter(nullptr, nullptr) {
    task = nullptr;
    selection = nullptr;
    queued = done = again = plain = false;
  }
  // One of a select: the rest is for who queues it.
  waiter(void* s, transfer t) noexcept : slot(s), how(t) {}

  void* task;
  void* slot;
  transfer how;
  waiter* next;
  waiter* previous;
  selection_head* selection;
  bool queued;
  bool done;   // the value has crossed
  bool again;  // to be tried again by the waiter, who then owns a reference to the channel
  bool plain;  // a fiber's, in one operation: nobody else decides it meanwhile
};

// Of a channel's `filling`: one word tells whether there are values, none, or none for ever.
inline constexpr std::size_t closed_bit = ~(~std::size_t{0} >> 1);
constexpr bool has_closed_bit(std::size_t filling) noexcept {
  return static_cast<std::ptrdiff_t>(filling) < 0;
}
constexpr bool is_drained(std::size_t filling) noexcept {
  return filling == closed_bit;
}

// What every handle points to, as far as inlined operations know it; the rest of the channel is
// private to the core. What operations write fills one cache line.
struct alignas(64) channel_head {
  atomic<std::uint32_t> references{1};
  // Protects all below but what is constant. The constructors of elements run under it: they must
  // not use channels or block. Destructors and wake-ups of others come after it.
  spin_lock lock;
  bool orphaned = false;  // no handle is left, but somebody waits; under the lock
  // Constant.
  bool ticks = false;  // a timer may take a reference at any time
  bool apart = false;  // its buffer is not its record's
  atomic<std::size_t> filling;  // buffered values, and closed_bit; written under the lock
  std::size_t oldest = 0;       // the place of the first of them
  waiter_list receivers;
  waiter_list senders;
  // Constant. So many values may be buffered. Never more than `filling` of a closed channel.
  std::size_t room = 0;
  // The buffer has a power of two of places, one of them if room is 0, and this is that
  // less one: the i-th value is at (oldest + i) & mask.
  std::size_t mask = 0;
  char* buffer = nullptr;

  bool is_closed() const noexcept { return has_closed_bit(filling.load_acquire()); }
  // Whether receiving finds nothing, now and for ever.
  bool is_drained() const noexcept { return detail::is_drained(filling.load_acquire()); }
};

// Errors: std::length_error for a capacity that is negative or can't be allocated.
// Ownership: the caller holds the one reference.
channel_head* make_channel(std::ptrdiff_t capacity, const element& type);

// Frees the channel and the values still buffered. Its record is kept for other channels and stays
// readable.
void destroy_channel(channel_head* c) noexcept;

inline void retain(channel_head* c) noexcept {
  if (c != nullptr) c->references.add_relaxed(1);
}

// As release, of the only handle: of a channel that ticks or whose buffer is apart, and of others.
void release_special(channel_head* c) noexcept;
void release_last(channel_head* c) noexcept;

inline void release(channel_head* c) noexcept {
  if (c == nullptr) return;
  // The last one needs no locked instruction: nobody else can take another reference.
  if (c->references.load_acquire() == 1) {
    if (c->ticks | c->apart) [[unlikely]]
      return release_special(c);
    release_last(c);
  } else if (c->references.subtract_acq_rel(1) == 1) {
    destroy_channel(c);
  }
}

// Every operation takes a null channel for the nil channel.

// Blocks: until the value is accepted (true) or the channel is closed (false, `from` untouched).
bool send_value(channel_head* c, void* from, transfer how, location at);

// Blocks: until a value is in `to` (true) or the channel is closed and drained (false).
bool receive_value(channel_head* c, void* to, location at);

// True: accepted. False: closed, or it would have to block. Yields now and then when it fails.
bool try_send_value(channel_head* c, void* from, transfer how);

// True: a value is in `to`. False: closed and drained, or it would have to block.
bool try_receive_value(channel_head* c, void* to);

// Closes without an error; a no-op on nil and on a closed channel.
void close_channel(channel_head* c) noexcept;

bool closed_and_drained(channel_head* c) noexcept;
std::ptrdiff_t buffered(channel_head* c) noexcept;
inline std::ptrdiff_t capacity(const channel_head* c) noexcept {
  return c == nullptr ? 0 : static_cast<std::ptrdiff_t>(c->room);
}

}  // namespace lsub::detail
