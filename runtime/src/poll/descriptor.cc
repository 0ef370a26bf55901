#include "poll/descriptor.h"

#include <mutex>

namespace lsub::detail {
namespace {

constexpr std::uint32_t block_records = 64;
constexpr std::uint32_t most_blocks = 1U << 16;

struct block {
  watched_descriptor records[block_records];
};

// Protects the spare records and the making of blocks. Nothing may block or switch under it.
std::mutex lock;
watched_descriptor* spare = nullptr;
std::uint32_t block_count = 0;

// Blocks are only added, so they may be read without the lock.
std::atomic<block*> blocks[most_blocks];

void make_block() {
  if (block_count == most_blocks) throw std::bad_alloc();
  auto* b = new block;
  for (std::uint32_t i = block_records; i-- > 0;) {
    watched_descriptor& d = b->records[i];
    d.number = block_count * block_records + i;
    d.next = spare;
    spare = &d;
  }
  blocks[block_count++].store(b, std::memory_order_release);
}

}  // namespace

watched_descriptor* take_record(int fd) {
  const std::lock_guard hold(lock);
  if (spare == nullptr) make_block();
  watched_descriptor* d = spare;
  spare = d->next;
  d->fd = fd;
  d->hung_up.store(false, std::memory_order_relaxed);
  for (auto& word : d->words) word.store(watched_descriptor::free, std::memory_order_relaxed);
  return d;
}

void give_record(watched_descriptor* d) noexcept {
  d->generation.fetch_add(1, std::memory_order_release);
  const std::lock_guard hold(lock);
  d->fd = -1;
  d->next = spare;
  spare = d;
}

watched_descriptor* record_number(std::uint32_t number) noexcept {
  if (number / block_records >= most_blocks) return nullptr;
  block* b = blocks[number / block_records].load(std::memory_order_acquire);
  return b != nullptr ? &b->records[number % block_records] : nullptr;
}

std::uint64_t tag_of(const watched_descriptor& d) noexcept {
  const std::uint64_t generation = d.generation.load(std::memory_order_relaxed);
  return generation << 32 | d.number;
}

watched_descriptor* record_of(std::uint64_t tag) noexcept {
  watched_descriptor* d = record_number(static_cast<std::uint32_t>(tag));
  if (d == nullptr || d->generation.load(std::memory_order_acquire) != tag >> 32) return nullptr;
  return d;
}

descriptor_waiter* claim_waiter(std::atomic<std::uintptr_t>& word, std::uintptr_t then,
                                std::uintptr_t otherwise) noexcept {
  std::uintptr_t now = word.load(std::memory_order_acquire);
  for (;;) {
    if (now == watched_descriptor::shut) return nullptr;
    const bool waits = now != watched_descriptor::free && now != watched_descriptor::ready;
    const std::uintptr_t wanted = waits ? then : otherwise;
    if (now == wanted) return nullptr;
    if (word.compare_exchange_weak(now, wanted, std::memory_order_acq_rel)) {
      return waits ? reinterpret_cast<descriptor_waiter*>(now) : nullptr;
    }
  }
}

}  // namespace lsub::detail
