// The random numbers behind select's choice.
#pragma once

#include <cstddef>

namespace lsub::detail {

// Uniform in [0, bound). Requires: bound > 0.
std::size_t random_below(std::size_t bound) noexcept;

}  // namespace lsub::detail
