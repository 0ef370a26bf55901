// identity [--with-library HEADER] LIST [CLANG-ARGUMENT…]
//
// Translates every file that LIST names, one a line, as dialect source and compares the result with
// the file: the same bytes have to stand behind the prelude line. Prints the name of each file that
// differs or is refused and at last `identical I, refused R, different D`. Status 1 if one differs.
//
// With --with-library each file is translated behind HEADER, so that Clang parses it and the types
// decide what its `<-` are. Files that Clang refuses are then not at fault: they are counted apart.
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "translate.h"

namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The line and column of the first difference.
std::string place(const std::string& expected, const std::string& got) {
  std::size_t line = 1, column = 1;
  for (std::size_t at = 0; at < expected.size() && at < got.size(); ++at, ++column) {
    if (expected[at] != got[at]) break;
    if (expected[at] == '\n') ++line, column = 0;
  }
  return std::to_string(line) + ":" + std::to_string(column);
}

struct counts {
  unsigned identical = 0, refused = 0, different = 0;
};

void check(const std::string& path, const std::vector<std::string>& arguments, counts& seen) {
  const auto done =
      lsub::translate::translate({.file = path, .arguments = arguments, .text = nullptr});
  if (!done.ok) {
    ++seen.refused;
    std::cout << "refused: " << path << '\n' << done.messages << '\n';
    return;
  }
  const std::string expected = read(path);
  const std::size_t end = done.output.find('\n');
  const std::string prelude = done.output.substr(0, end);
  const std::string got = end == std::string::npos ? "" : done.output.substr(end + 1);
  if (prelude.starts_with("#line 1 \"") && got == expected) {
    ++seen.identical;
    return;
  }
  ++seen.different;
  std::cout << "different: " << path << ':' << place(expected, got) << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  std::vector<std::string> arguments{"-std=gnu++20", "-resource-dir", LSUB_CLANG_RESOURCE_DIR};
  bool library = false;
  if (words.size() > 2 && words[0] == "--with-library") {
    library = true;
    arguments.insert(arguments.end(), {"-include", words[1]});
    words.erase(words.begin(), words.begin() + 2);
  }
  if (words.empty()) return 2;
  arguments.insert(arguments.end(), words.begin() + 1, words.end());
  std::ifstream list(words[0]);
  counts seen;
  for (std::string path; std::getline(list, path);) check(path, arguments, seen);
  std::cout << "identical " << seen.identical << ", refused " << seen.refused << ", different "
            << seen.different << std::endl;
  return seen.different != 0 || (!library && seen.refused != 0) ? 1 : 0;
}
