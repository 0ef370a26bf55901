// Leaving the running fiber in a section of the sole worker, by assembly.
//
// A fiber that was left through a call comes back through that call's return, which the processor
// predicts from the calls it saw last: another fiber's. So where the context switch is our own, the
// call, the jump and the return are one piece of assembly that returns by a jump.
#pragma once

#include "core/context.h"
#include "core/sanitizer.h"
#include "sched/ready.h"

#if !defined(LSUB_STOCK_CONTEXT) && !LSUB_ASAN && !LSUB_TSAN
#define LSUB_PARK_BY_JUMP 1
#else
#define LSUB_PARK_BY_JUMP 0
#endif

namespace lsub::detail {

// Begins a section in which the running fiber may leave by what follows. Returns its worker, or null:
// where locks are needed, if it has exceptions to keep, and on an ordinary thread.
[[gnu::always_inline]] inline worker* begin_leaving() noexcept {
  worker_head* const head = own_head();
  if (!head->begin_alone()) [[unlikely]]
    return nullptr;
  auto* const on = static_cast<worker*>(head);
  if (!has_exceptions(on)) [[likely]]
    return on;
  on->end_alone();
  return nullptr;
}

#if LSUB_PARK_BY_JUMP
// What the assembly jumps to, and the fiber that it leaves.
struct departure {
  void* context;
  fiber* leaving;
};

// Gives the current fiber of `on` a stack; `leaving` leaves for it.
departure bind_departure(worker* on, fiber* leaving) noexcept;

// As depart: whoever comes next, at a safe point or with nobody at hand; and the first of those who
// have waited longer.
departure depart_slowly(worker* on) noexcept;
departure depart_in_turn(worker* on) noexcept;

// Makes `next` the running fiber instead of the one that leaves.
[[gnu::always_inline]] inline departure depart_for(worker* on, fiber* next) noexcept {
  on->count_turn();
  fiber* const me = on->current;
  on->current = next;
  void* const context = next->context;
  if (context == nullptr) [[unlikely]]
    return bind_departure(on, me);
  return {context, me};
}

// Chooses who runs instead of the running fiber of `on`. Nothing has to be kept across a call in
// it, so that it saves no registers. Requires: in a section of the sole worker, which ends on
// arrival.
[[gnu::always_inline]] inline departure depart(worker* on) noexcept {
  if (--on->until_safe_point == 0) [[unlikely]]
    return depart_slowly(on);
  fiber* const next = on->queue.take_next();
  return next != nullptr ? depart_for(on, next) : depart_in_turn(on);
}

// Defines the function `name`. It runs `before`, which finds its arguments where they came and a
// frame of `bytes` bytes, an odd number of eights, at rsp, and which calls a function that returns a
// departure; saves its context as core/context does, and jumps to the other one. Resumed, it runs
// `after`, which leaves its result in rax and finds the frame at rsp, and returns by a jump.
#define LSUB_PARKING_FUNCTION(name, bytes, before, after) \
  ".text\n"                                              \
  ".hidden " name "\n"                                   \
  ".globl " name "\n"                                    \
  ".type " name ",@function\n"                           \
  ".align 16\n"                                          \
  name ":\n"                                             \
  ".cfi_startproc\n"                                     \
  LSUB_PARKING_PUSH("%rbp")                              \
  LSUB_PARKING_PUSH("%rbx")                              \
  LSUB_PARKING_PUSH("%r12")                              \
  LSUB_PARKING_PUSH("%r13")                              \
  LSUB_PARKING_PUSH("%r14")                              \
  LSUB_PARKING_PUSH("%r15")                              \
  "subq $" bytes ", %rsp\n"                              \
  ".cfi_adjust_cfa_offset " bytes "\n"                   \
  before "\n"                                            \
  "leaq 1f(%rip), %rcx\n"                                \
  "movq %rdx, %rsi\n"                                    \
  "pushq %rcx\n"                                         \
  "pushq %rbp\n"                                         \
  "movq %rax, %rdi\n"                                    \
  "movq %rsp, %rax\n"                                    \
  "movq %rdi, %rsp\n"                                    \
  "popq %rbp\n"                                          \
  "popq %rdx\n"                                          \
  "jmp *%rdx\n"                                          \
  "1:\n"                                                 \
  "movq %rax, %rdi\n"                                    \
  "call lsub_arrive\n"                                   \
  after                                                  \
  "addq $" bytes ", %rsp\n"                              \
  ".cfi_adjust_cfa_offset -" bytes "\n"                  \
  LSUB_PARKING_POP("%r15")                               \
  LSUB_PARKING_POP("%r14")                               \
  LSUB_PARKING_POP("%r13")                               \
  LSUB_PARKING_POP("%r12")                               \
  LSUB_PARKING_POP("%rbx")                               \
  LSUB_PARKING_POP("%rbp")                               \
  "popq %rcx\n"                                          \
  ".cfi_adjust_cfa_offset -8\n"                          \
  ".cfi_register %rip, %rcx\n"                           \
  "jmp *%rcx\n"                                          \
  ".cfi_endproc\n"                                       \
  ".size " name ",.-" name "\n"
#define LSUB_PARKING_PUSH(register) \
  "pushq " register "\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset " register ", 0\n"
#define LSUB_PARKING_POP(register) \
  "popq " register "\n.cfi_adjust_cfa_offset -8\n.cfi_restore " register "\n"

#endif

}  // namespace lsub::detail
