// A watched descriptor: for each direction a word that says whether somebody waits.
//
// The word is free, ready, shut, or the waiter's address. Who puts something else in the place of a
// waiter's address has claimed the waiter, and makes it ready; no lock is needed. Records are never
// unmapped and have a number, so that an event of the kernel that comes late finds a record, if of
// another generation.
#pragma once

#include <lsub/detail/poll.h>

#include <atomic>
#include <cstdint>

#include "core/fiber.h"

namespace lsub::detail {

struct alignas(64) watched_descriptor {
  static constexpr std::uintptr_t free = 0;
  static constexpr std::uintptr_t ready = 1;
  static constexpr std::uintptr_t shut = 2;

  std::atomic<std::uintptr_t> words[2];  // by direction
  std::atomic<bool> hung_up;             // the kernel's last news of it, or out of band
  std::atomic<std::uint32_t> generation;
  std::uint32_t number = 0;
  int fd = -1;
  watched_descriptor* next = nullptr;  // among the spare ones

  std::atomic<std::uintptr_t>& word(direction way) noexcept {
    return words[static_cast<unsigned>(way)];
  }
};

// A record for `fd`, all words free. Errors: std::bad_alloc.
watched_descriptor* take_record(int fd);
void give_record(watched_descriptor* d) noexcept;

// Null if there is none.
watched_descriptor* record_number(std::uint32_t number) noexcept;

// What the kernel is told about a record, and the record, unless it is another's by now.
std::uint64_t tag_of(const watched_descriptor& d) noexcept;
watched_descriptor* record_of(std::uint64_t tag) noexcept;

// The waiter claimed by leaving `then` in its place, which is `free` or `shut`; with nobody waiting
// `otherwise` is left, but a shut word stays so. Null if nobody waited.
descriptor_waiter* claim_waiter(std::atomic<std::uintptr_t>& word, std::uintptr_t then,
                                std::uintptr_t otherwise) noexcept;

}  // namespace lsub::detail
