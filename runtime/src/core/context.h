// Saved execution contexts and the jump between them.
//
// A context is the stack pointer of a frame that holds the callee-saved registers. The own stub keeps
// the floating-point environment of the thread: restoring it costs 60 ns when sticky flags differ.
// Contexts of the own stub and of Boost must not be mixed; LSUB_STOCK_CONTEXT picks Boost for all.
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
