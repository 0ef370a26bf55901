#include "recognise/messages.h"

namespace lsub::translate {

std::string fill(std::string_view text, std::initializer_list<std::string_view> words) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t number =
        text[at] == '%' && at + 1 < text.size() ? static_cast<std::size_t>(text[at + 1] - '0') : 10;
    if (number < words.size())
      out += words.begin()[(++at, number)];
    else
      out += text[at];
  }
  return out;
}

}  // namespace lsub::translate
