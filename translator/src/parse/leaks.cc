#include "parse/leaks.h"

#include <algorithm>
#include <array>

namespace lsub::translate {

bool shows_internals(std::string_view text) {
  constexpr std::array<std::string_view, 9> marks{
      "operator~",    "operator<<=",      "<<=",
      "'~'",          "lsub_translate",   "translate_same",
      "lsub::detail", "detail::received", "detail::location"};
  return std::any_of(marks.begin(), marks.end(), [&](std::string_view mark) {
    return text.find(mark) != std::string_view::npos;
  });
}

}  // namespace lsub::translate
