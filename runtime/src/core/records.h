// Records of one kind, kept in slabs that are never unmapped, so that a report can walk all of
// them. Who takes records and gives them back holds some spare ones of its own.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <new>

#include "core/sanitizer.h"

#if LSUB_ASAN
#include <sanitizer/lsan_interface.h>
#endif

namespace lsub::detail {

// All records of this kind. Record has a member `Record* next`, free for use while it is spare.
template <class Record>
class records {
 public:
  // Puts up to `wanted` spare records before `list`. Returns how many. Errors: std::bad_alloc.
  static std::size_t take(Record*& list, std::size_t wanted) {
    const std::lock_guard hold(lock_);
    if (spare_ == nullptr) make_more();
    std::size_t n = 0;
    for (; spare_ != nullptr && n < wanted; ++n) {
      Record* r = spare_;
      spare_ = r->next;
      r->next = list;
      list = r;
    }
    return n;
  }
  static void give(Record*& list, std::size_t count) noexcept {
    const std::lock_guard hold(lock_);
    while (count-- > 0) {
      Record* r = list;
      list = r->next;
      r->next = spare_;
      spare_ = r;
    }
  }

  // Calls visit(record) for each, in use or not. Async-signal-safe.
  template <class Visit>
  static void each(Visit visit) {
    for (slab* s = oldest_.load(std::memory_order_acquire); s != nullptr;
         s = s->newer.load(std::memory_order_acquire)) {
      const std::size_t made = s->made.load(std::memory_order_acquire);
      for (std::size_t i = 0; i < made; ++i) visit(*s->at(i));
    }
  }

 private:
  static constexpr std::size_t slab_records = 128;
  // Made at once: who needs few touches little memory.
  static constexpr std::size_t at_once = 16;
  static_assert(slab_records % at_once == 0);

  // Slabs are only added, and records to them, so both may be read without the lock.
  struct slab {
    std::atomic<slab*> newer{nullptr};
    std::atomic<std::size_t> made{0};
    alignas(Record) std::byte storage[slab_records * sizeof(Record)];

    Record* at(std::size_t i) noexcept { return reinterpret_cast<Record*>(storage) + i; }
  };

  static void make_more() {
    if (newest_ == nullptr || newest_->made.load(std::memory_order_relaxed) == slab_records) {
      add_slab();
    }
    const std::size_t made = newest_->made.load(std::memory_order_relaxed);
    for (std::size_t i = made; i < made + at_once; ++i) {
      auto* const r = ::new (static_cast<void*>(newest_->at(i))) Record;
      r->next = spare_;
      spare_ = r;
    }
    newest_->made.store(made + at_once, std::memory_order_release);
  }
  static void add_slab() {
    auto* s = new slab;
#if LSUB_ASAN
    __lsan_register_root_region(s, sizeof(slab));
#endif
    (newest_ != nullptr ? newest_->newer : oldest_).store(s, std::memory_order_release);
    newest_ = s;
  }

  // Protects all below it. Nothing may block or switch under it.
  static inline constinit std::mutex lock_;
  static inline constinit Record* spare_ = nullptr;
  static inline constinit std::atomic<slab*> oldest_{nullptr};
  static inline constinit slab* newest_ = nullptr;
};

// Spare records of one's own. Not thread-safe. A record that has leave_cache() is told before it
// becomes one of all.
template <class Record>
class record_cache {
 public:
  // Errors: std::bad_alloc.
  Record* take() {
    if (spare_ == nullptr) [[unlikely]]
      count_ += records<Record>::take(spare_, most / 2);
    return take_spare();
  }
  // The one that take() would give, if there is one; else null.
  Record* spare() const noexcept { return spare_; }
  // Requires: there is one.
  Record* take_spare() noexcept {
    Record* const r = spare_;
    spare_ = r->next;
    --count_;
    return r;
  }
  void give(Record* r) noexcept {
    r->next = spare_;
    spare_ = r;
    if (++count_ == most) [[unlikely]]
      shrink();
  }

 private:
  [[gnu::noinline]] void shrink() noexcept {
    constexpr std::size_t leaving = most / 2;
    if constexpr (requires(Record& r) { r.leave_cache(); }) {
      Record* r = spare_;
      for (std::size_t i = 0; i < leaving; ++i, r = r->next) r->leave_cache();
    }
    records<Record>::give(spare_, leaving);
    count_ -= leaving;
  }

  static constexpr std::size_t most = 256;
  Record* spare_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace lsub::detail
