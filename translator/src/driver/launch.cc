#include "driver/launch.h"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <stdexcept>

#include "driver/arguments.h"
#include "driver/build.h"
#include "driver/process.h"

namespace lsub::driver {
namespace {

// How many words start the compiler. Only programs that are known to take a compiler behind them
// are looked past: any other first word is the compiler.
std::size_t compiler_words(const std::vector<std::string>& words) {
  static const std::regex compiler("(.*-)?(g\\+\\+|gcc|c\\+\\+|cc|clang\\+\\+|clang)(-[0-9.]+)?");
  std::size_t at = 0;
  while (at < words.size() && !words[at].starts_with("-")) {
    if (std::regex_match(std::filesystem::path(words[at]).filename().string(), compiler))
      return at + 1;
    if (std::filesystem::path(words[at]).has_extension()) break;
    ++at;
  }
  return 1;
}

}  // namespace

int launch(const std::vector<std::string>& words) {
  if (words.empty()) throw std::runtime_error("--launch needs a compiler and its arguments");
  const auto behind = words.begin() + static_cast<std::ptrdiff_t>(compiler_words(words));
  arguments args = read_arguments({behind, words.end()});
  if (std::none_of(args.inputs.begin(), args.inputs.end(),
                   [](const input_file& one) { return one.dialect; }))
    return become(words);
  args.compiler.assign(words.begin(), behind);
  return build(args);
}

}  // namespace lsub::driver
