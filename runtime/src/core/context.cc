#include "core/context.h"

#ifdef LSUB_STOCK_CONTEXT

#include <boost/context/detail/fcontext.hpp>

namespace lsub::detail {

using boost::context::detail::transfer_t;

static_assert(sizeof(transfer_t) == sizeof(arrival));

// Both entry types take two pointers in a trivially copyable struct, passed alike.
void* make_context(void* top, std::size_t size, context_entry entry) noexcept {
  auto* const address = reinterpret_cast<void*>(entry);
  return boost::context::detail::make_fcontext(top, size,
                                               reinterpret_cast<void (*)(transfer_t)>(address));
}

arrival jump(void* to, void* data) {
  const transfer_t t = boost::context::detail::jump_fcontext(to, data);
  return {t.fctx, t.data};
}

}  // namespace lsub::detail

#else

#include <cstdint>

// Where the first jump to a fresh context arrives: the entry's address lies on top of the stack.
// Backtraces end here.
asm(R"(
.text
.hidden lsub_begin_context
.globl lsub_begin_context
.type lsub_begin_context,@function
.align 16
lsub_begin_context:
    .cfi_startproc
    .cfi_undefined %rip
    popq %rcx
    pushq $0
    movq %rax, %rdi
    call *%rcx
    hlt
    .cfi_endproc
.size lsub_begin_context,.-lsub_begin_context
)");
extern "C" void lsub_begin_context();

namespace lsub::detail {

void* make_context(void* top, std::size_t, context_entry entry) noexcept {
  constexpr std::uintptr_t alignment = 16;
  auto** frame =
      reinterpret_cast<void**>(reinterpret_cast<std::uintptr_t>(top) / alignment * alignment);
  *--frame = nullptr;
  *--frame = reinterpret_cast<void*>(entry);
  *--frame = reinterpret_cast<void*>(&lsub_begin_context);
  *--frame = nullptr;  // rbp
  return frame;
}

}  // namespace lsub::detail

#endif
