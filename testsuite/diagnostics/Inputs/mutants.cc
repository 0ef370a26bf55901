// mutants COUNT SCRATCH LIST [CLANG-ARGUMENT…]
//
// Translates COUNT damaged copies of each file that LIST names, one a line, and looks at what is
// said of them. In each copy one to three tokens are deleted, doubled, swapped with the next or
// replaced by others of the file; which ones depends on the file's name and the copy's number only.
// COUNT 0: the file itself. A copy that is refused must have an error, and no message may show how
// the dialect is parsed or what it becomes. Prints every fault, at last `mutants N, refused R,
// faults F`; status 1 if there is a fault. SCRATCH holds the copy in work, so that one that ends
// the process can be found.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "translate.h"

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The length of the token at `at`: a comment or directive with its line, a word, a string, an
// arrow, or one character.
std::size_t length(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const std::size_t line = std::min(rest.find('\n'), rest.size());
  if (rest.starts_with("//") || rest.starts_with("#")) return line;
  if (rest.starts_with("<-")) return 2;
  if (rest[0] == '"') return std::min(rest.find('"', 1), line - 1) + 1;
  std::size_t n = 0;
  while (n < rest.size() && is_word(rest[n])) ++n;
  return std::max<std::size_t>(n, 1);
}

// The text in pieces: tokens, and what stands between them.
struct pieces {
  std::vector<std::string> all;
  std::vector<std::size_t> tokens;  // those that may be damaged

  explicit pieces(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      const bool space = std::isspace(static_cast<unsigned char>(text[at])) != 0;
      const std::size_t n = space ? 1 : length(text, at);
      const bool fixed = space || text[at] == '#' || text.substr(at, 2) == "//";
      if (!fixed) tokens.push_back(all.size());
      all.emplace_back(text.substr(at, n));
      at += n;
    }
  }
};

// A small generator of numbers that is the same everywhere.
class generator {
 public:
  explicit generator(std::uint64_t seed) : state_(seed) {}
  std::size_t below(std::size_t limit) {
    std::uint64_t x = state_ += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return static_cast<std::size_t>((x ^ (x >> 31)) % limit);
  }

 private:
  std::uint64_t state_;
};

std::string damaged(const pieces& source, generator random) {
  std::vector<std::string> text = source.all;
  for (std::size_t n = 1 + random.below(3); n > 0; --n) {
    const std::size_t which = random.below(source.tokens.size() - 1);
    std::string& token = text[source.tokens[which]];
    switch (random.below(4)) {
      case 0:
        token.clear();
        break;
      case 1:
        token += " " + token;
        break;
      case 2:
        std::swap(token, text[source.tokens[which + 1]]);
        break;
      default:
        token = source.all[source.tokens[random.below(source.tokens.size())]];
        break;
    }
  }
  std::string out;
  for (const std::string& one : text) out += one;
  return out;
}

// What a message must not show; an operator only where the program itself declares one.
std::string leak(std::string_view message, std::string_view program) {
  constexpr std::array<std::string_view, 8> never{
      "<<=", "'~'", "lsub_", "detail::", "translate_", "received<", "switch (true)", "<built-in>"};
  for (std::string_view one : never)
    if (message.find(one) != std::string_view::npos) return std::string(one);
  const std::size_t at = message.find("operator");
  const bool named =
      at != std::string_view::npos && at + 8 < message.size() &&
      std::string_view("~<>=+-*/!&|^%([").find(message[at + 8]) != std::string_view::npos;
  return named && program.find("operator") == std::string_view::npos ? "operator" : std::string();
}

struct counts {
  unsigned mutants = 0, refused = 0, faults = 0;
};

void check(const std::string& name, const std::string& text,
           const std::vector<std::string>& arguments, const std::string& scratch, counts& seen) {
  std::ofstream(scratch + "/current.lcc") << text;
  const auto done = lsub::translate::translate(
      {.file = name, .arguments = arguments, .text = &text, .colours = false, .options = {}});
  ++seen.mutants;
  if (!done.ok) ++seen.refused;
  std::string fault;
  if (!done.ok && done.messages.find("error: ") == std::string::npos)
    fault = "refused without an error";
  std::istringstream lines(done.messages);
  for (std::string line; fault.empty() && std::getline(lines, line);) {
    const bool message = line.find(": error: ") != std::string::npos ||
                         line.find(": warning: ") != std::string::npos ||
                         line.find(": note: ") != std::string::npos;
    if (!message) continue;
    if (const std::string what = leak(line, text); !what.empty())
      fault = "shows '" + what + "': " + line;
  }
  if (fault.empty()) return;
  ++seen.faults;
  std::cout << name << ": " << fault << '\n';
  std::ofstream(scratch + "/fault" + std::to_string(seen.faults) + ".lcc") << text;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 3) return 2;
  const std::size_t count = std::stoul(words[0]);
  std::vector<std::string> arguments{"-std=gnu++20", "-resource-dir", LSUB_CLANG_RESOURCE_DIR};
  arguments.insert(arguments.end(), words.begin() + 3, words.end());
  std::ifstream list(words[2]);
  counts seen;
  for (std::string path; std::getline(list, path);) {
    const std::string text = read(path);
    const std::string name = path.substr(path.rfind('/') + 1);
    if (count == 0) check(name, text, arguments, words[1], seen);
    const pieces source(text);
    std::uint64_t seed = 0;
    for (char c : name) seed = seed * 131 + static_cast<unsigned char>(c);
    for (std::size_t n = 0; n < count && source.tokens.size() > 1; ++n)
      check(name, damaged(source, generator(seed + n * 1000003)), arguments, words[1], seen);
  }
  std::cout << "mutants " << seen.mutants << ", refused " << seen.refused << ", faults "
            << seen.faults << std::endl;
  return seen.faults == 0 ? 0 : 1;
}
