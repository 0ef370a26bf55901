// Saved execution contexts and the jump between them.
//
// A context is the stack pointer of a frame that holds the callee-saved registers. Boost.Context
// makes fresh ones. On x86-64 an own stub jumps between them, which leaves the floating-point
// environment to the thread: restoring it is slow when sticky flags differ. LSUB_STOCK_CONTEXT
// picks Boost's jump.
#pragma once

#include <cstddef>

namespace lsub::detail {

struct arrival {
  void* from;  // the context that jumped here
  void* data;  // what it passed
};

using context_entry = void (*)(arrival);

// A context that will run `entry`, which must not return, on the stack that ends at `top`.
void* make_context(void* top, std::size_t size, context_entry entry) noexcept;

// Saves the running context and continues `to`; returns when something jumps back.
extern "C" arrival lsub_jump_context(void* to, void* data);

}  // namespace lsub::detail
