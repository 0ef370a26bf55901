#include "driver/response.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "driver/files.h"

namespace lsub::driver {
namespace {

constexpr int max_depth = 64;

// Separated by white space; quotes group; a backslash takes the next character, whatever it is.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      word += text[++i];
      in_word = true;
    } else if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

void expand(const std::vector<std::string>& words, int depth, std::vector<std::string>& out) {
  for (const std::string& word : words) {
    const bool names_file = word.size() > 1 && word[0] == '@' &&
                            !std::filesystem::is_directory(word.substr(1)) &&
                            std::ifstream(word.substr(1)).good();
    if (!names_file) {
      out.push_back(word);
      continue;
    }
    if (depth == max_depth) throw std::runtime_error("response files nest too deeply: " + word);
    expand(words_of(read_file(word.substr(1))), depth + 1, out);
  }
}

}  // namespace

std::vector<std::string> expand_responses(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  expand(words, 0, out);
  return out;
}

std::string response_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += '"';
    for (char c : word) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += "\"\n";
  }
  return text;
}

}  // namespace lsub::driver
