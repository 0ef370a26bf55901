#include "core/context.h"

#include <boost/context/detail/fcontext.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#if !defined(__x86_64__) && !defined(LSUB_STOCK_CONTEXT)
#define LSUB_STOCK_CONTEXT 1
#endif

namespace lsub::detail {

using boost::context::detail::transfer_t;

static_assert(sizeof(transfer_t) == sizeof(arrival));

namespace {

// Both entry types take two pointers in a trivially copyable struct, passed alike.
void* make_stock(void* top, std::size_t size, context_entry entry) noexcept {
  auto* const address = reinterpret_cast<void*>(entry);
  return boost::context::detail::make_fcontext(top, size,
                                               reinterpret_cast<void (*)(transfer_t)>(address));
}

}  // namespace

#ifdef LSUB_STOCK_CONTEXT

void* make_context(void* top, std::size_t size, context_entry entry) noexcept {
  return make_stock(top, size, entry);
}

extern "C" arrival lsub_jump_context(void* to, void* data) {
  const transfer_t t = boost::context::detail::jump_fcontext(to, data);
  return {t.fctx, t.data};
}

#else

// The frame, from the stack pointer up: r12 r13 r14 r15 rbx rbp rip. It is Boost's without the
// words for the floating-point environment (and, in some builds, the stack protector) below r12.
asm(R"(
.text
.globl lsub_jump_context
.type lsub_jump_context,@function
.align 16
lsub_jump_context:
    .cfi_startproc
    pushq %rbp
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbp, 0
    pushq %rbx
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %rbx, 0
    pushq %r15
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r15, 0
    pushq %r14
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r14, 0
    pushq %r13
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r13, 0
    pushq %r12
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r12, 0
    movq %rsp, %rax
    movq %rdi, %rsp
    popq %r12
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r12
    popq %r13
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r13
    popq %r14
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r14
    popq %r15
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r15
    popq %rbx
    .cfi_adjust_cfa_offset -8
    .cfi_restore %rbx
    popq %rbp
    .cfi_adjust_cfa_offset -8
    .cfi_restore %rbp
    popq %r8
    .cfi_adjust_cfa_offset -8
    .cfi_register %rip, %r8
    movq %rsi, %rdx
    movq %rax, %rdi
    jmp *%r8
    .cfi_endproc
.size lsub_jump_context,.-lsub_jump_context
)");

namespace {

// How many words Boost's frame has below r12. A fresh context keeps the entry's address in the
// place of rbx, four words above r12; it is looked for in a frame on zeroed memory, once.
std::size_t words_below() noexcept {
  constexpr std::size_t below_rbx = 4;
  constexpr std::size_t most_words = 12;
  static void* scratch[64] = {};
  const context_entry entry = [](arrival) {};
  auto** frame = static_cast<void**>(make_stock(scratch + 64, sizeof scratch, entry));
  for (std::size_t i = below_rbx; i < most_words; ++i) {
    if (frame[i] == reinterpret_cast<void*>(entry)) return i - below_rbx;
  }
  std::fputs("fatal error: unknown frame of Boost.Context; build with LSUB_STOCK_CONTEXT\n",
             stderr);
  std::abort();
}

}  // namespace

void* make_context(void* top, std::size_t size, context_entry entry) noexcept {
  static const std::size_t skipped = words_below();
  return static_cast<void**>(make_stock(top, size, entry)) + skipped;
}

#endif

}  // namespace lsub::detail
