// What becomes of the directives that include dialect headers, and of those inside such headers.
#pragma once

#include <vector>

#include "parse/layout.h"
#include "source/source_text.h"

namespace lsub::translate {

// Changes so that dialect headers can stand in the place of their `#include`: a directive whose
// header was not entered again goes, `#pragma once` becomes a guard, and a quoted name that was
// found beside a header becomes the file's path.
std::vector<text_change> plan_inclusions(const unit& all, const layout& text,
                                         const clang::Preprocessor& preprocessor);

}  // namespace lsub::translate
