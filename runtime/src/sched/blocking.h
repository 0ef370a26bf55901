// The helper threads behind lsub::blocking.
#pragma once

#include <cstddef>

namespace lsub::detail {

// How many there are, busy or not.
std::size_t helper_threads() noexcept;

}  // namespace lsub::detail
