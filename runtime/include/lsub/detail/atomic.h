// atomic<T>: the few atomic operations the public headers need, on the compilers' own functions.
//
// <atomic> costs every file that includes it half a second. Members are named by what they do and
// by their memory order.
#pragma once

// Inlined where the compiler optimises; else it stays a call, for debuggers and counts of lines.
#ifdef __OPTIMIZE__
#define LSUB_INLINE [[gnu::always_inline]] inline
#else
#define LSUB_INLINE inline
#endif

namespace lsub::detail {

template <class T>
class atomic {
 public:
  constexpr atomic() noexcept = default;
  constexpr explicit atomic(T value) noexcept : value_(value) {}
  atomic(const atomic&) = delete;
  atomic& operator=(const atomic&) = delete;

  T load_relaxed() const noexcept { return __atomic_load_n(&value_, __ATOMIC_RELAXED); }
  T load_acquire() const noexcept { return __atomic_load_n(&value_, __ATOMIC_ACQUIRE); }
  T load_seq_cst() const noexcept { return __atomic_load_n(&value_, __ATOMIC_SEQ_CST); }
  void store_relaxed(T value) noexcept { __atomic_store_n(&value_, value, __ATOMIC_RELAXED); }
  void store_release(T value) noexcept { __atomic_store_n(&value_, value, __ATOMIC_RELEASE); }
  void store_seq_cst(T value) noexcept { __atomic_store_n(&value_, value, __ATOMIC_SEQ_CST); }
  T exchange_acquire(T value) noexcept {
    return __atomic_exchange_n(&value_, value, __ATOMIC_ACQUIRE);
  }
  T exchange_acq_rel(T value) noexcept {
    return __atomic_exchange_n(&value_, value, __ATOMIC_ACQ_REL);
  }

  // Return the value before.
  T add_relaxed(T n) noexcept { return __atomic_fetch_add(&value_, n, __ATOMIC_RELAXED); }
  T subtract_acq_rel(T n) noexcept { return __atomic_fetch_sub(&value_, n, __ATOMIC_ACQ_REL); }

  // Comparisons with memory, where a load would take an instruction more. The orders are those of
  // a load.
  bool is_zero_relaxed() const noexcept {
#if defined(__x86_64__)
    bool zero;
    if constexpr (sizeof(T) == 8) {
      asm volatile("cmpq $0, %1" : "=@cce"(zero) : "m"(value_));
    } else if constexpr (sizeof(T) == 4) {
      asm volatile("cmpl $0, %1" : "=@cce"(zero) : "m"(value_));
    } else {
      static_assert(sizeof(T) == 1);
      asm volatile("cmpb $0, %1" : "=@cce"(zero) : "m"(value_));
    }
    return zero;
#else
    return load_relaxed() == T{};
#endif
  }
  bool is_zero_acquire() const noexcept {
#if defined(__x86_64__)
    bool zero;
    if constexpr (sizeof(T) == 8) {
      asm volatile("cmpq $0, %1" : "=@cce"(zero) : "m"(value_) : "memory");
    } else if constexpr (sizeof(T) == 4) {
      asm volatile("cmpl $0, %1" : "=@cce"(zero) : "m"(value_) : "memory");
    } else {
      static_assert(sizeof(T) == 1);
      asm volatile("cmpb $0, %1" : "=@cce"(zero) : "m"(value_) : "memory");
    }
    return zero;
#else
    return load_acquire() == T{};
#endif
  }
  // Its bits and those of `other`.
  __UINTPTR_TYPE__ or_relaxed(__UINTPTR_TYPE__ other) const noexcept {
    static_assert(sizeof(T) == sizeof(other));
#if defined(__x86_64__)
    asm volatile("orq %1, %0" : "+r"(other) : "m"(value_) : "cc");
    return other;
#else
    return reinterpret_cast<__UINTPTR_TYPE__>(load_relaxed()) | other;
#endif
  }

  // By the only writer: takes one away; true if nothing is left. A relaxed store to others.
  bool count_down() noexcept {
#if defined(__x86_64__)
    static_assert(sizeof(T) == 4);
    bool none;
    asm volatile("subl $1, %1" : "=@ccz"(none), "+m"(value_));
    return none;
#else
    store_relaxed(load_relaxed() - 1);
    return load_relaxed() == 0;
#endif
  }

  // By the only writer: adds one. A relaxed store to others.
  void count_up() noexcept {
#if defined(__x86_64__)
    static_assert(sizeof(T) == 4);
    asm volatile("addl $1, %0" : "+m"(value_) : : "cc");
#else
    store_relaxed(load_relaxed() + 1);
#endif
  }

  // True if the value was `expected`, and is `wanted` now; otherwise `expected` gets it.
  bool replace_acq_rel(T& expected, T wanted) noexcept {
    return __atomic_compare_exchange_n(&value_, &expected, wanted, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_RELAXED);
  }

 private:
  T value_{};
};

}  // namespace lsub::detail
