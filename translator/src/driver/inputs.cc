#include "driver/inputs.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <string_view>

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

bool ends_with_any(const std::string& path, std::initializer_list<std::string_view> endings) {
  const std::string ending = fs::path(path).extension().string();
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

}  // namespace

bool is_source(const input_file& input) {
  return input.dialect || !input.language.empty() || is_cxx(input) ||
         ends_with_any(input.path, {".c", ".i", ".ii", ".m", ".mi", ".mm", ".M", ".mii", ".s", ".S",
                                    ".sx", ".h"});
}

bool is_cxx(const input_file& input) {
  if (!input.language.empty()) return input.language.starts_with("c++");
  return ends_with_any(input.path, {".cc", ".cp", ".cxx", ".cpp", ".CPP", ".c++", ".C", ".ii",
                                    ".hh", ".H", ".hp", ".hxx", ".hpp", ".HPP", ".h++", ".tcc"});
}

std::string default_output(const arguments& args, const input_file& input) {
  if (args.last == stage::preprocess || args.last == stage::syntax_only ||
      args.last == stage::dependencies)
    return {};
  const bool text = args.last == stage::assembly;
  const bool llvm = std::find(args.host.begin(), args.host.end(), "-emit-llvm") != args.host.end();
  const std::string stem = input.path == "-" ? "-" : fs::path(input.path).stem().string();
  return stem + (llvm ? (text ? ".ll" : ".bc") : text ? ".s" : ".o");
}

}  // namespace lsub::driver
