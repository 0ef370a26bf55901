// A place in the user's source, captured at the call for the deadlock report.
#pragma once

namespace lsub::detail {

struct location {
  const char* file = "";
  unsigned line = 0;
};

// Names the place of the outermost call whose default arguments it stands in.
constexpr location here(const char* file = __builtin_FILE(),
                        unsigned line = __builtin_LINE()) noexcept {
  return {file, line};
}

}  // namespace lsub::detail
