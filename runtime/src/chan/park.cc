#include "chan/park.h"

#if LSUB_PARK_BY_JUMP

#include <cstddef>

namespace lsub::detail {
namespace {

struct departure {
  void* to;  // the context to continue
  fiber* me;
};

channel_head* channel_of(waiter_list* list, wait_kind kind) noexcept {
  const std::size_t offset = kind == wait_kind::send ? offsetof(channel_head, senders)
                                                     : offsetof(channel_head, receivers);
  return reinterpret_cast<channel_head*>(reinterpret_cast<char*>(list) - offset);
}

}  // namespace

// The assembly knows where these are.
static_assert(sizeof(waiter) == 56);
static_assert(offsetof(waiter, done) == 49);

extern "C" {
[[gnu::used, gnu::visibility("hidden")]] departure lsub_depart(waiter_list* list, void* slot,
                                                               const char* file,
                                                               std::uint64_t place,
                                                               transfer how, waiter* w) noexcept {
  worker* const on = this_worker();
  fiber* const me = on->current;
  w->task = me;
  w->slot = slot;
  w->how = how;
  w->selection = nullptr;
  w->done = false;
  link_back(*list, *w);
  const auto kind = static_cast<wait_kind>(place >> 32);
  me->waiting = wait_reason{kind, channel_of(list, kind), {file, static_cast<unsigned>(place)}};
  fiber* next = next_alone(on);
  if (next == nullptr) next = &on->idle;
  if (next->context == nullptr) [[unlikely]]
    bind_stack(on, next);
  on->current = next;
  return {next->context, me};
}

[[gnu::used, gnu::visibility("hidden")]] void lsub_arrive(void* from, fiber* left) noexcept {
  arrive({from, left});
  this_worker()->current->waiting.kind = wait_kind::none;
}
}

// The frame: the waiter (56 bytes) and 8 to align, below the registers a call preserves. The saved
// context is as in core/context: rbp and the place to continue.
asm(R"(
.text
.hidden lsub_park_on_channel
.globl lsub_park_on_channel
.type lsub_park_on_channel,@function
.align 16
lsub_park_on_channel:
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
    subq $56, %rsp
    .cfi_adjust_cfa_offset 56
    movq %rsp, %r9
    call lsub_depart
    leaq 1f(%rip), %rcx
    movq %rdx, %rsi
    pushq %rcx
    pushq %rbp
    movq %rax, %rdi
    movq %rsp, %rax
    movq %rdi, %rsp
    popq %rbp
    popq %rdx
    jmp *%rdx
1:
    movq %rax, %rdi
    call lsub_arrive
    movzbl 49(%rsp), %eax
    addq $56, %rsp
    .cfi_adjust_cfa_offset -56
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
    popq %rcx
    .cfi_adjust_cfa_offset -8
    .cfi_register %rip, %rcx
    jmp *%rcx
    .cfi_endproc
.size lsub_park_on_channel,.-lsub_park_on_channel
)");

}  // namespace lsub::detail

#endif
