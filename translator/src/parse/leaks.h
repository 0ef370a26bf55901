// The last look at a message: it must not show how the dialect is parsed or what it is translated
// to.
#pragma once

#include <string_view>

namespace lsub::translate {

// Whether `text` names an encoding, a name of the prelude or something private of the runtime.
bool shows_internals(std::string_view text);

}  // namespace lsub::translate
