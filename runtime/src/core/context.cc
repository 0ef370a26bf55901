#include "core/context.h"

#include <cstdint>

#if !defined(__x86_64__) && !defined(LSUB_STOCK_CONTEXT)
#define LSUB_STOCK_CONTEXT 1
#endif

#ifdef LSUB_STOCK_CONTEXT
#include <boost/context/detail/fcontext.hpp>
#endif

namespace lsub::detail {

#ifdef LSUB_STOCK_CONTEXT


using boost::context::detail::transfer_t;

static_assert(sizeof(transfer_t) == sizeof(arrival));

void* make_context(void* top, std::size_t size, context_entry entry) noexcept {
  // Both entry types take two pointers in a trivially copyable struct, passed alike.
  const auto untyped = reinterpret_cast<void (*)()>(entry);
  return boost::context::detail::make_fcontext(top, size,
                                               reinterpret_cast<void (*)(transfer_t)>(untyped));
}

extern "C" arrival lsub_jump_context(void* to, void* data) {
  const transfer_t t = boost::context::detail::jump_fcontext(to, data);
  return {t.fctx, t.data};
}

#else

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
    pushq %r12
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r12, 0
    pushq %r13
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r13, 0
    pushq %r14
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r14, 0
    pushq %r15
    .cfi_adjust_cfa_offset 8
    .cfi_rel_offset %r15, 0
    movq %rsp, %rax
    movq %rdi, %rsp
    popq %r15
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r15
    popq %r14
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r14
    popq %r13
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r13
    popq %r12
    .cfi_adjust_cfa_offset -8
    .cfi_restore %r12
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

void* make_context(void* top, std::size_t, context_entry entry) noexcept {
  // Six registers, the entry's address, and a null return address that ends backtraces. A function
  // starts with the stack pointer 8 below a multiple of 16.
  constexpr std::size_t registers = 6;
  const auto aligned = reinterpret_cast<std::uintptr_t>(top) & ~std::uintptr_t{15};
  auto* frame = reinterpret_cast<void**>(aligned) - 1;
  *frame = nullptr;
  *--frame = reinterpret_cast<void*>(entry);
  for (std::size_t i = 0; i < registers; ++i) *--frame = nullptr;
  return frame;
}

#endif

}  // namespace lsub::detail
