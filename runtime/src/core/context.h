// Saved execution contexts and the jump between them.
//
// A context is the stack pointer of a frame. On x86-64 the frame is rbp and rip: the jump is
// inlined and leaves other registers to the compiler, and the floating-point environment to the
// thread (restoring it is slow when sticky flags differ). Elsewhere, or with LSUB_STOCK_CONTEXT,
// contexts and jump are those of Boost.Context.
#pragma once

#include <cstddef>

#if !defined(__x86_64__) && !defined(LSUB_STOCK_CONTEXT)
#define LSUB_STOCK_CONTEXT 1
#endif

namespace lsub::detail {

struct arrival {
  void* from;  // the context that jumped here
  void* data;  // what it passed
};

using context_entry = void (*)(arrival);

// A context that will run `entry`, which must not return, on the stack that ends at `top`.
void* make_context(void* top, std::size_t size, context_entry entry) noexcept;

// Saves the running context and continues `to`; returns when something jumps back.
#ifdef LSUB_STOCK_CONTEXT
arrival jump(void* to, void* data);
#else
[[gnu::always_inline]] inline arrival jump(void* to, void* data) {
  void* from;
  // The caller may keep data in the 128 bytes below its stack pointer.
  asm volatile(
      "leaq -128(%%rsp), %%rsp\n\t"
      "leaq 1f(%%rip), %%rax\n\t"
      "pushq %%rax\n\t"
      "pushq %%rbp\n\t"
      "movq %%rsp, %%rax\n\t"
      "movq %%rdi, %%rsp\n\t"
      "popq %%rbp\n\t"
      "popq %%rdx\n\t"
      "jmp *%%rdx\n"
      "1:\n\t"
      "leaq 128(%%rsp), %%rsp"
      : "=a"(from), "+S"(data), "+D"(to)
      :
      : "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1",
        "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
        "xmm13", "xmm14", "xmm15", "cc", "memory"
#ifdef __AVX512F__
        ,
        "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25",
        "xmm26", "xmm27", "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6",
        "k7"
#endif
  );
  return {from, data};
}
#endif

}  // namespace lsub::detail
