#include "driver/names.h"

#include <algorithm>
#include <filesystem>
#include <string_view>

#include "driver/files.h"

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

std::string shown_name(const input_file& input) {
  return input.path == "-" ? "<stdin>" : input.path;
}

// `path` as the user's prefix maps record it: the last that fits decides.
std::string recorded(const arguments& args, const std::string& path, bool prefix_map::*kind) {
  for (auto it = args.prefix_maps.rbegin(); it != args.prefix_maps.rend(); ++it)
    if ((*it).*kind && path.starts_with(it->from)) return it->to + path.substr(it->from.size());
  return path;
}

// The map of `translated` to `name`. Of whole directories where possible: file names may hold a
// `=`.
std::string map_option(const char* option, const std::string& translated, const std::string& name) {
  const std::string file = fs::path(translated).filename().string();
  if (translated.ends_with("/" + file) && name.ends_with(file))
    return option + translated.substr(0, translated.size() - file.size()) + "=" +
           name.substr(0, name.size() - file.size());
  return option + translated + "=" + name;
}

// A file name as it stands in a line marker.
std::string marked(const std::string& name) {
  std::string out;
  for (char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::vector<std::string> search_options(const arguments& args, const input_file& input,
                                        bool piped) {
  const std::string directory = fs::path(input.path).parent_path().string();
  if (!directory.empty()) return {"-iquote", directory};
  if (piped) return {};
  // GCC calls a header beside the source `x.h`, but one found through `-iquote .` `./x.h`.
  if (is_clang(args)) return {"-iquote", "."};
  return {"-iquote", ".", "-ffile-prefix-map=./="};
}

std::vector<std::string> name_options(const arguments& args, const input_file& input,
                                      const std::string& translated) {
  const std::string from = translated.empty() ? "<stdin>" : translated;
  const std::string debug = recorded(args, shown_name(input), &prefix_map::debug);
  const std::string macro = recorded(args, shown_name(input), &prefix_map::macro);
  if (debug == macro) return {map_option("-ffile-prefix-map=", from, debug)};
  return {map_option("-fdebug-prefix-map=", from, debug),
          map_option("-fmacro-prefix-map=", from, macro)};
}

std::string restore_names(const std::string& text, const std::string& translated,
                          const input_file& input) {
  const std::string from = "\"" + marked(translated) + "\"";
  const std::string to = "\"" + marked(shown_name(input)) + "\"";
  const bool beside = fs::path(input.path).parent_path().empty();
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    std::string line = text.substr(at, end - at);
    at = end;
    if (line.starts_with("# ") || line.starts_with("#line ")) {
      const std::size_t name = line.find('"');
      if (name != std::string::npos && line.compare(name, from.size(), from) == 0)
        line.replace(name, from.size(), to);
      else if (name != std::string::npos && beside && line.compare(name, 3, "\"./") == 0)
        line.erase(name + 1, 2);
    }
    out += line;
  }
  return out;
}

void restore_names_in(const std::string& path, const std::string& translated,
                      const input_file& input) {
  if (!fs::is_regular_file(path)) return;
  const std::string text = read_file(path);
  if (text.find(translated) == std::string::npos) return;
  write_file(path, restore_names(text, translated, input));
}

std::vector<std::string> kept_preprocessed(const arguments& args, const input_file& input,
                                           const std::string& output) {
  const std::string name = fs::path(input.path).stem().string() + ".ii";
  const fs::path beside = fs::path(output).parent_path();
  std::vector<std::string> paths{fs::path(output).replace_extension(".ii").string(), name};
  if (args.temporaries == keep::beside_output) paths.push_back((beside / name).string());
  return paths;
}

}  // namespace lsub::driver
