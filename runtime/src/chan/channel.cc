#include "chan/channel.h"

#include <bit>
#include <mutex>
#include <new>
#include <stdexcept>

#include "core/records.h"
#include "sched/sole.h"

namespace lsub::detail {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 46;

void nothing(void*, void*) {}

// The common allocator is much faster where the usual alignment is enough.
void* allocate(std::size_t bytes, std::size_t alignment) noexcept {
  if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return ::operator new(bytes, std::nothrow);
  return ::operator new (bytes, std::align_val_t{alignment}, std::nothrow);
}
void deallocate(void* memory, std::size_t alignment) noexcept {
  if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) return ::operator delete(memory);
  ::operator delete (memory, std::align_val_t{alignment});
}

// For channels made and ended on ordinary threads; protected by its lock.
constinit std::mutex outside_lock;
record_cache<channel> outside;

channel* take_record() {
  if (worker* const w = this_worker()) return w->channels.take();
  const std::lock_guard hold(outside_lock);
  return outside.take();
}
void give_record(channel* c) noexcept {
  if (worker* const w = this_worker()) return w->channels.give(c);
  const std::lock_guard hold(outside_lock);
  outside.give(c);
}

// The mask of a buffer for so many values.
std::size_t mask_for(std::size_t room) noexcept {
  return room < 2 ? 0 : ~std::size_t{0} >> std::countl_zero(room - 1);
}

// Requires: a record as it was when it was new, or given back.
void set_up(channel& c, std::size_t room, std::size_t mask, const element& type,
            char* buffer) noexcept {
  c.references.store_relaxed(1);
  c.room = room;
  c.mask = mask;
  c.type = &type;
  c.buffer = buffer;
  c.live.publish(true);
}

// A channel whose buffer has no room in its record.
channel_head* make_large(std::size_t room, const element& type) {
  channel* const c = take_record();
  const std::size_t mask = mask_for(room);
  const std::size_t bytes = (mask + 1) * type.size;
  const bool keeps = mask < type.kept_room;
  if (keeps && bytes <= c->kept_bytes) {
    set_up(*c, room, mask, type, c->kept);
    return c;
  }
  auto* const buffer = static_cast<char*>(allocate(bytes, type.alignment));
  if (buffer == nullptr) {
    give_record(c);
    throw std::length_error("make_chan: capacity too large for memory");
  }
  if (keeps) {
    c->leave_cache();
    c->kept = buffer;
    c->kept_bytes = static_cast<std::uint32_t>(bytes);
  } else {
    c->apart = true;
  }
  set_up(*c, room, mask, type, buffer);
  return c;
}

[[gnu::noinline]] channel_head* make_slowly(std::ptrdiff_t capacity, const element& type) {
  const auto room = static_cast<std::size_t>(capacity);
  std::size_t bytes = 0;
  if (capacity < 0 || __builtin_mul_overflow(room, type.size, &bytes) || bytes > most_bytes) {
    throw std::length_error("make_chan: capacity out of range");
  }
  if (room > type.inline_room) return make_large(room, type);
  channel* const c = take_record();
  set_up(*c, room, mask_for(room), type, c->inline_buffer);
  return c;
}

void stop_clockwork(channel* c) noexcept {
  remove_timer(c->clockwork);
  c->clockwork->~timer();
  c->clockwork = nullptr;
  c->ticks = false;
}

// Of any channel, on any thread.
[[gnu::noinline]] void destroy_slowly(channel* c) noexcept {
  {
    const section hold(c->lock);
    // If somebody waits, nobody can wake them here any more: a select takes its waiter back in time
    // and ends the channel then, with others it stays.
    c->orphaned = !empty(c->receivers) || !empty(c->senders);
    if (c->orphaned) return;
    // A report looks at it no more.
    c->live = false;
  }
  if (c->is_closed()) {
    c->why = error();
  }
  if (c->clockwork != nullptr) stop_clockwork(c);
  if (const std::size_t n = c->size(); n > 0) {
    for (std::size_t i = 0; i < n; ++i) c->destroy(c->at(i));
  }
  c->filling.store_relaxed(0);
  if (c->apart) deallocate(c->buffer, c->type->alignment);
  c->apart = false;
  c->oldest = 0;
  give_record(c);
}

}  // namespace

channel_head* make_channel(std::ptrdiff_t capacity, const element& type) {
  const auto room = static_cast<std::size_t>(capacity);
  worker* const w = this_worker();
  channel* const c = w != nullptr ? w->channels.spare() : nullptr;
  if (c == nullptr) [[unlikely]]
    return make_slowly(capacity, type);
  const std::size_t mask = mask_for(room);
  char* buffer = c->inline_buffer;
  if (room > type.inline_room) {
    if (mask >= type.kept_room || (mask + 1) * type.size > c->kept_bytes)
      return make_slowly(capacity, type);
    buffer = c->kept;
  }
  w->channels.take_spare();
  set_up(*c, room, mask, type, buffer);
  return c;
}

void release_special(channel_head* h) noexcept {
  if (!h->ticks) return destroy_slowly(core(h));
  worker* const w = this_worker();
  if (w == nullptr || !w->begin_alone()) {
    if (h->references.subtract_acq_rel(1) == 1) destroy_slowly(core(h));
    return;
  }
  // No timer fires meanwhile, nor has since, so that the caller is still the only one.
  h->references.store_relaxed(0);
  if (empty(h->receivers) && empty(h->senders)) stop_clockwork(core(h));
  w->end_alone();
  release_last(h);
}

void release_last(channel_head* h) noexcept {
  channel* const c = core(h);
  worker_head* const on = own_head();
  // One that is empty and open.
  if (c->filling.is_zero_relaxed() && on->begin_alone()) [[likely]] {
    if (empty(c->receivers) && empty(c->senders)) [[likely]] {
      c->live = false;
      on->end_alone();
      c->oldest = 0;
      return static_cast<worker*>(on)->channels.give(c);
    }
    on->end_alone();
  }
  destroy_slowly(c);
}

void destroy_channel(channel_head* h) noexcept {
  destroy_slowly(core(h));
}

void channel::leave_cache() noexcept {
  if (kept_bytes == 0) return;
  deallocate(kept, alignof(std::max_align_t));
  kept = nullptr;
  kept_bytes = 0;
}

bool closed_and_drained(channel_head* h) noexcept {
  choice_point();
  if (h == nullptr) return true;
  return h->is_drained();
}

std::ptrdiff_t buffered(channel_head* h) noexcept {
  choice_point();
  return h == nullptr ? 0
                      : static_cast<std::ptrdiff_t>(h->filling.load_acquire() & ~closed_bit);
}

void wait_for_ever(wait_kind kind, location at) {
  for (;;) park({kind, nullptr, at}, {&nothing, nullptr, nullptr});
}

}  // namespace lsub::detail
