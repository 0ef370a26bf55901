// Texts that no editor would write: deep nesting, bytes that are no text, ends in the middle.
#pragma once

#include <string>
#include <vector>

namespace lsub {

struct hostile_text {
  std::string name;
  std::string text;
};

// `text` in other encodings and line ends, and texts of their own.
std::vector<hostile_text> hostile_texts(const std::string& text);

}  // namespace lsub
