#include "driver/dependencies.h"

#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <utility>

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t width = 72;  // GCC's

// Names as one file only once: two spellings of a path are the same file.
class file_set {
 public:
  // Returns whether `path` was not there before. A file that has gone is known by its name.
  bool insert(const std::string& path) {
    struct stat about;
    if (::stat(path.c_str(), &about) != 0) return names_.insert(path).second;
    return files_.insert({about.st_dev, about.st_ino}).second;
  }

 private:
  std::set<std::pair<dev_t, ino_t>> files_;
  std::set<std::string> names_;
};

std::string without_dot(const std::string& path) {
  return path.starts_with("./") && path.size() > 2 ? path.substr(2) : path;
}

// The object that compiling `input` would leave in the working directory.
std::string object_name(const input_file& input) {
  return input.path == "-" ? std::string("-.o") : fs::path(input.path).stem().string() + ".o";
}

std::string targets(const arguments& args, const input_file& input) {
  std::string all;
  const auto add = [&](const std::string& one) { all += (all.empty() ? "" : " ") + one; };
  for (const std::string& one : args.dependencies.targets) add(one);
  for (const std::string& one : args.dependencies.quoted_targets) add(make_quoted(one));
  if (!all.empty()) return all;
  const bool named = !args.output.empty() && args.last != stage::preprocess;
  return make_quoted(named ? args.output : object_name(input));
}

}  // namespace

std::vector<std::string> prerequisites(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  bool behind_colon = false;
  const auto end_word = [&] {
    if (behind_colon && !word.empty()) out.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\n';
    if (c == '\\' && next == '\n') {
      end_word();
      ++i;
    } else if (c == '\\') {
      // Backslashes are doubled only where they lead to a blank.
      std::size_t stop = i;
      while (stop < text.size() && text[stop] == '\\') ++stop;
      const bool quotes = stop < text.size() && (text[stop] == ' ' || text[stop] == '\t');
      const bool hash = stop < text.size() && text[stop] == '#';
      const std::size_t count = stop - i;
      word.append(quotes ? count / 2 : hash ? count - 1 : count, '\\');
      if (hash || (quotes && count % 2 == 1)) word += text[stop++];
      i = stop - 1;
    } else if (c == '$' && next == '$') {
      word += '$';
      ++i;
    } else if (c == ':' && !behind_colon && (next == ' ' || next == '\n' || next == '\\')) {
      word.clear();
      behind_colon = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      end_word();
      if (c == '\n' && behind_colon) return out;
    } else {
      word += c;
    }
  }
  end_word();
  return out;
}

std::string make_quoted(const std::string& name) {
  std::string out;
  std::size_t backslashes = 0;  // at the end of `out`
  for (char c : name) {
    if (c == ' ' || c == '\t')
      out.append(backslashes + 1, '\\');
    else if (c == '#')
      out += '\\';
    else if (c == '$')
      out += '$';
    backslashes = c == '\\' ? backslashes + 1 : 0;
    out += c;
  }
  return out;
}

std::string dependency_file(const arguments& args, const input_file& input) {
  if (!args.dependencies.file.empty()) return args.dependencies.file;
  if (!args.output.empty() && args.output != "-")
    return fs::path(args.output).replace_extension(".d").string();
  const std::string name = fs::path(object_name(input)).replace_extension(".d").string();
  const bool alone = args.inputs.size() == 1 && name == "a.d";
  return args.last == stage::link && !alone ? "a-" + name : name;
}

std::string dependency_rule(const arguments& args, const input_file& input,
                            const translate::translation& done, const std::string& rule,
                            const std::string& translated) {
  std::vector<std::string> files;
  file_set seen;
  const auto add = [&](const std::string& path) {
    if (seen.insert(path)) files.push_back(without_dot(path));
  };
  if (input.path != "-") add(input.path);
  for (const std::string& one : prerequisites(rule))
    if (one != translated) add(one);
  for (const std::string& one : args.dependencies.system ? done.files : done.user_files)
    if (!one.starts_with(LSUB_CLANG_RESOURCE_DIR) && fs::exists(one)) add(one);

  std::string text = targets(args, input) + ":";
  std::size_t column = text.size();
  for (const std::string& one : files) {
    const std::string name = make_quoted(one);
    if (column + name.size() > width) {
      text += " \\\n";
      column = 0;
    }
    text += " " + name;
    column += 1 + name.size();
  }
  text += "\n";
  if (args.dependencies.phony)
    for (std::size_t i = input.path == "-" ? 0 : 1; i < files.size(); ++i)
      text += make_quoted(files[i]) + ":\n";
  return text;
}

}  // namespace lsub::driver
