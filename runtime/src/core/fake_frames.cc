#include "core/fake_frames.h"

#if LSUB_ASAN

#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>

#include "core/fiber.h"

namespace lsub::detail {
namespace {

// A function that has its frame elsewhere keeps the address on its stack, or in a register that the
// next one saved there. Stacks have poisoned parts.
[[gnu::no_sanitize("address")]] void register_frames_of(const fiber& f) {
  const auto* at = static_cast<void* const*>(f.context.seen());
  const auto* const end = reinterpret_cast<void* const*>(
      static_cast<const char*>(f.asan_bottom) + f.asan_size);
  const void* last = nullptr;
  for (; at < end; ++at) {
    void *first = nullptr, *past = nullptr;
    if (__asan_addr_is_in_fake_stack(f.fake_stack, *at, &first, &past) == nullptr) continue;
    if (first == last) continue;
    last = first;
    const auto size = static_cast<char*>(past) - static_cast<char*>(first);
    __lsan_register_root_region(first, static_cast<std::size_t>(size));
  }
}

}  // namespace

void register_fake_frames(fiber* running) {
  each_live_fiber(
      [](fiber& f, void* excepted) {
        if (&f != excepted && f.context != nullptr && f.fake_stack != nullptr)
          register_frames_of(f);
      },
      running);
}

}  // namespace lsub::detail

#endif
