#include "driver/arguments.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace lsub::driver {
namespace {

bool starts_with_any(const std::string& word, std::initializer_list<std::string_view> heads) {
  return std::any_of(heads.begin(), heads.end(), [&](auto head) { return word.starts_with(head); });
}

bool is_any(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Options whose value is the next word.
bool takes_next_word(const std::string& word) {
  return is_any(word, {"-I",
                       "-D",
                       "-U",
                       "-L",
                       "-l",
                       "-T",
                       "-u",
                       "-z",
                       "-B",
                       "-A",
                       "-include",
                       "-imacros",
                       "-isystem",
                       "-iquote",
                       "-idirafter",
                       "-isysroot",
                       "-iprefix",
                       "-iwithprefix",
                       "-iwithprefixbefore",
                       "--param",
                       "-aux-info",
                       "-wrapper",
                       "-specs",
                       "-Xlinker",
                       "-Xassembler",
                       "-Xpreprocessor",
                       "-dumpbase",
                       "-dumpdir",
                       "--sysroot",
                       "-MF",
                       "-MT",
                       "-MQ",
                       "-x",
                       "-o"});
}

bool clang_takes(const std::string& word) {
  return starts_with_any(
             word, {"-I", "-D", "-U", "-std=", "-isystem", "-iquote", "-idirafter", "-isysroot",
                    "--sysroot", "-O", "-march=", "-mavx", "-msse", "-mbmi", "-mfma"}) ||
         is_any(word, {"-include",
                       "-imacros",
                       "-nostdinc",
                       "-nostdinc++",
                       "-ansi",
                       "-fexceptions",
                       "-fno-exceptions",
                       "-frtti",
                       "-fno-rtti",
                       "-fsigned-char",
                       "-funsigned-char",
                       "-fno-signed-char",
                       "-fno-unsigned-char",
                       "-fchar8_t",
                       "-fno-char8_t",
                       "-fshort-wchar",
                       "-ffast-math",
                       "-fno-builtin",
                       "-m32",
                       "-m64",
                       "-pthread",
                       "-undef"});
}

bool is_link_only(const std::string& word) {
  return starts_with_any(word, {"-l", "-L", "-Wl,", "-fuse-ld="}) ||
         is_any(word, {"-Xlinker", "-static", "-shared", "-rdynamic", "-s", "-T", "-u", "-z",
                       "-pie", "-no-pie", "-static-libgcc", "-static-libstdc++"});
}

// The words of a response file: separated by white space, quotes group, a backslash takes the next
// character.
std::vector<std::string> response_words(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
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

std::vector<std::string> expand(const std::vector<std::string>& words, int depth = 0) {
  std::vector<std::string> out;
  for (const std::string& word : words) {
    if (word.size() > 1 && word[0] == '@' && std::ifstream(word.substr(1)).good()) {
      if (depth > 16) throw std::runtime_error("response files nest too deeply: " + word);
      auto inner = expand(response_words(word.substr(1)), depth + 1);
      out.insert(out.end(), inner.begin(), inner.end());
    } else {
      out.push_back(word);
    }
  }
  return out;
}

class reader {
 public:
  arguments read(const std::vector<std::string>& words) {
    for (at_ = 0; at_ < words.size(); ++at_) {
      const std::string& word = words[at_];
      if (word.size() > 1 && word[0] == '-')
        option(words, word);
      else
        input(word);
    }
    return std::move(out_);
  }

 private:
  const std::string& value(const std::vector<std::string>& words, const std::string& option) {
    if (at_ + 1 >= words.size()) throw std::runtime_error("missing argument to '" + option + "'");
    return words[++at_];
  }

  void keep(const std::string& word, bool link = false) {
    out_.host.push_back(word);
    out_.link_only.push_back(link);
  }

  void input(const std::string& path) {
    const bool dialect = language_ == "lsub" || (language_.empty() && is_dialect_path(path));
    out_.inputs.push_back({path, dialect, out_.host.size()});
    keep(path);
  }

  // Returns whether `word` is the driver's own or decides the stage.
  bool own(const std::vector<std::string>& words, const std::string& word) {
    if (word == "--emit-cc")
      out_.last = stage::emit_cc;
    else if (word.starts_with("--cxx="))
      out_.cxx = word.substr(6);
    else if (word == "-o")
      out_.output = value(words, word);
    else if (word.starts_with("-o") && word.size() > 2)
      out_.output = word.substr(2);
    else if (word == "-c")
      out_.last = stage::object;
    else if (word == "-S")
      out_.last = stage::assembly;
    else if (word == "-E")
      out_.last = stage::preprocess;
    else if (word == "-###")
      out_.dry_run = out_.verbose = true;
    else if (word == "-MF")
      out_.depfile = value(words, word);
    else if (word == "-MT" || word == "-MQ")
      out_.dep_target = value(words, word);
    else
      return false;
    return true;
  }

  void option(const std::vector<std::string>& words, const std::string& word) {
    if (own(words, word)) return;
    if (word == "-x" || (word.starts_with("-x") && word.size() > 2)) {
      language_ = word == "-x" ? value(words, word) : word.substr(2);
      if (language_ == "none") language_.clear();
      if (language_ != "lsub") {
        keep("-x");
        keep(language_.empty() ? "none" : language_);
      }
      return;
    }
    if (word == "-fsyntax-only") out_.last = stage::syntax_only;
    if (word == "-v") out_.verbose = true;
    if (word == "-MD" || word == "-MMD") out_.wants_deps = true;
    if (is_any(word, {"-r", "-nostdlib", "-nodefaultlibs"})) out_.links_nothing = true;
    if (word.starts_with("-std=")) out_.has_standard = true;
    const bool link = is_link_only(word);
    const bool clang = clang_takes(word);
    keep(word, link);
    if (clang) out_.clang.push_back(word);
    if (takes_next_word(word)) {
      const std::string& next = value(words, word);
      keep(next, link);
      if (clang) out_.clang.push_back(next);
    }
  }

  arguments out_;
  std::string language_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_dialect_path(const std::string& path) {
  return path.ends_with(".lcc");
}

arguments read_arguments(const std::vector<std::string>& words) {
  return reader().read(expand(words));
}

}  // namespace lsub::driver
