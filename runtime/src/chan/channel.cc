#include "chan/channel.h"

#include <new>
#include <stdexcept>

#include "chan/known.h"

namespace lsub::detail {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 46;

std::size_t round_up(std::size_t n, std::size_t unit) noexcept {
  return (n + unit - 1) / unit * unit;
}

std::size_t alignment_for(const element& type) noexcept {
  return type.alignment > alignof(channel) ? type.alignment : alignof(channel);
}

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

}  // namespace

channel_head* make_channel(std::ptrdiff_t capacity, const element& type) {
  const auto room = static_cast<std::size_t>(capacity);
  if (capacity < 0 || room > most_bytes / type.size) {
    throw std::length_error("make_chan: capacity out of range");
  }
  const std::size_t header = round_up(sizeof(channel), alignment_for(type));
  void* memory = allocate(header + room * type.size, alignment_for(type));
  if (memory == nullptr) throw std::length_error("make_chan: capacity too large for memory");
  auto* c = ::new (memory) channel;
  c->room = room;
  c->type = &type;
  c->buffer = static_cast<char*>(memory) + header;
  remember(*c);
  return c;
}

void destroy_channel(channel_head* h) noexcept {
  channel* c = core(h);
  // Whoever is blocked here holds no reference, and nobody can wake them any more: the channel
  // stays with them.
  if (!empty(c->receivers) || !empty(c->senders)) return;
  if (c->clockwork != nullptr) {
    remove_timer(c->clockwork);
    delete c->clockwork;
  }
  const std::size_t n = c->size();
  for (std::size_t i = 0; i < n; ++i) c->destroy(c->at(i));
  forget(*c);
  const std::size_t alignment = alignment_for(*c->type);
  c->~channel();
  deallocate(c, alignment);
}

bool closed_and_drained(channel_head* h) noexcept {
  choice_point();
  if (h == nullptr) return true;
  return h->is_drained();
}

std::ptrdiff_t buffered(channel_head* h) noexcept {
  choice_point();
  return h == nullptr ? 0
                      : static_cast<std::ptrdiff_t>(h->count.load_acquire());
}

std::ptrdiff_t capacity(channel_head* h) noexcept {
  return h == nullptr ? 0 : static_cast<std::ptrdiff_t>(h->room);
}

void wait_for_ever(wait_kind kind, location at) {
  for (;;) park({kind, nullptr, at}, {&nothing, nullptr, nullptr});
}

}  // namespace lsub::detail
