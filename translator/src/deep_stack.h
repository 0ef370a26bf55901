// A stack for Clang's parser, which calls itself for every level of nesting in the source.
#pragma once

#include <functional>
#include <string>

namespace lsub::translate {

// Runs `work` on a stack that is deep enough for ten thousand levels of anything. Errors: when even
// that overflows, writes `file` and "nests too deeply" as an error to standard error and ends the
// process with status 1. Blocks: until `work` is done. Requires: `work` does not throw.
void on_deep_stack(const std::string& file, const std::function<void()>& work);

}  // namespace lsub::translate
