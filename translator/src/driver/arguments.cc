#include "driver/arguments.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <stdexcept>
#include <string_view>

#include "driver/options.h"
#include "driver/response.h"
#include "warnings.h"

namespace lsub::driver {
namespace {

bool is_any(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(separator, from)) != std::string::npos; from = at + 1)
    parts.push_back(text.substr(from, at - from));
  parts.push_back(text.substr(from));
  return parts;
}

class reader {
 public:
  arguments read(const std::vector<std::string>& words) {
    words_ = words;
    for (at_ = 0; at_ < words_.size(); ++at_) {
      const std::size_t from = at_;
      given_word now;
      whose_ = given_word::for_host;
      if (words_[at_].size() > 1 && words_[at_][0] == '-') {
        option();
      } else {
        now.is_input = true;
        now.input = out_.inputs.size();
        input(words_[at_]);
      }
      now.whose = whose_;
      for (std::size_t i = from; i <= at_; ++i) {
        now.text = words_[i];
        out_.given.push_back(now);
      }
    }
    finish();
    return std::move(out_);
  }

 private:
  // The value of `option`: the word behind.
  const std::string& value(const std::string& option) {
    if (at_ + 1 >= words_.size()) throw std::runtime_error("missing argument to '" + option + "'");
    return words_[++at_];
  }

  void keep_word(const std::string& word, bool link = false) {
    out_.host.push_back(word);
    out_.link_only.push_back(link);
  }

  void input(const std::string& path) {
    out_.inputs.push_back({path, language_, false, out_.host.size()});
    keep_word(path);
  }

  // The value of `-ovalue` or `-o value`, whose name has `length` characters.
  std::string joined_or_next(const std::string& word, std::size_t length) {
    return word.size() > length ? word.substr(length) : value(word);
  }

  // Options of the driver itself; the host compiler never sees them.
  bool drivers_own(const std::string& word) {
    if (word == "--emit-cc")
      emits_cc_ = true;
    else if (word == "--emit-header")
      emits_header_ = true;
    else if (word.starts_with("--cxx="))
      out_.compiler = {word.substr(6)};
    else
      return false;
    whose_ = given_word::for_driver;
    return true;
  }

  // The stage, the output and the language: given to the host compiler per input.
  bool decides_stage(const std::string& word) {
    if (word.starts_with("-o"))
      out_.output = joined_or_next(word, 2);
    else if (word.starts_with("-x"))
      language(joined_or_next(word, 2));
    else if (word == "-c")
      compiles_ = true;
    else if (word == "-S")
      assembles_ = true;
    else if (word == "-E")
      preprocesses_ = true;
    else if (word == "-fsyntax-only")
      checks_ = true;
    else if (word == "-###")
      out_.dry_run = out_.verbose = true;
    else if (translate::is_own_warning_option(word)) {
      out_.messages.push_back(word);
      whose_ = given_word::for_driver;
    }
    else
      return false;
    return true;
  }

  void language(const std::string& name) {
    if (name == "lsub") whose_ = given_word::for_driver;
    language_ = name == "none" ? std::string() : name;
  }

  // The options of dependency files. `target` and `file` may come from -Wp too.
  bool decides_dependencies(const std::string& word) {
    dependency_options& deps = out_.dependencies;
    if (word == "-M" || word == "-MM") {
      lists_ = true;
      keep_word(word);
      return true;
    }
    if (word.starts_with("-MJ")) {
      out_.database = joined_or_next(word, 3);
      whose_ = given_word::database;
      return true;
    }
    const std::size_t from = at_;
    if (word == "-MD" || word == "-MMD") {
      deps.wanted = true;
      deps.system = word == "-MD";
    } else if (word == "-MP") {
      deps.phony = true;
    } else if (word.starts_with("-MF")) {
      deps.file = joined_or_next(word, 3);
    } else if (word.starts_with("-MT")) {
      deps.targets.push_back(joined_or_next(word, 3));
    } else if (word.starts_with("-MQ")) {
      deps.quoted_targets.push_back(joined_or_next(word, 3));
    } else {
      return false;
    }
    for (std::size_t i = from; i <= at_; ++i) deps.words.push_back(words_[i]);
    return true;
  }

  // `-Wp,a,b`: options of the preprocessor in one word. Those of dependency files are taken out.
  void preprocessor_options(const std::string& word) {
    const std::vector<std::string> parts = split(word.substr(4), ',');
    std::string rest;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string& part = parts[i];
      dependency_options& deps = out_.dependencies;
      const bool more = i + 1 < parts.size();
      if ((part == "-MD" || part == "-MMD") && more) {
        deps.wanted = true;
        deps.system = part == "-MD";
        deps.file = parts[++i];
        deps.words.insert(deps.words.end(), {part, "-MF", deps.file});
      } else if (is_any(part, {"-MT", "-MQ", "-MF"}) && more) {
        const std::string& next = parts[++i];
        if (part == "-MF")
          deps.file = next;
        else
          (part == "-MT" ? deps.targets : deps.quoted_targets).push_back(next);
        deps.words.insert(deps.words.end(), {part, next});
      } else {
        rest += "," + part;
        clang_word(part, more ? &parts[i + 1] : nullptr);
        if (takes_next_word(part) && more) rest += "," + parts[++i];
      }
    }
    if (!rest.empty()) keep_word("-Wp" + rest);
  }

  void clang_word(const std::string& word, const std::string* next) {
    if (!is_for_clang(word)) return;
    out_.clang.push_back(word);
    if (takes_next_word(word) && next != nullptr) out_.clang.push_back(*next);
  }

  void note(const std::string& word) {
    if (word == "-v") out_.verbose = true;
    if (is_any(word, {"-r", "-nostdlib", "-nodefaultlibs"})) out_.links_nothing = true;
    if (word.starts_with("-std=c++") || word.starts_with("-std=gnu++") || word == "-ansi")
      out_.has_standard = true;
    if (leaves_files(word)) out_.leaves_files = true;
    if (is_any(word, {"-save-temps", "--save-temps", "-save-temps=cwd", "--save-temps=cwd"}))
      out_.temporaries = keep::here;
    if (is_any(word, {"-save-temps=obj", "--save-temps=obj"}))
      out_.temporaries = keep::beside_output;
    if (word.starts_with("-flto") || word == "-emit-llvm" ||
        (word.starts_with("-fsanitize=") && word.find("address") != std::string::npos))
      out_.names_main_file = true;
    if (word == "-fdiagnostics-color" || word == "-fcolor-diagnostics") out_.colours = "always";
    if (word == "-fno-diagnostics-color" || word == "-fno-color-diagnostics")
      out_.colours = "never";
    if (word.starts_with("-fdiagnostics-color=")) out_.colours = word.substr(20);
    for (const std::string_view kind : {"file", "debug", "macro"}) {
      const std::string head = "-f" + std::string(kind) + "-prefix-map=";
      const std::size_t equals = word.find('=', head.size());
      if (word.starts_with(head) && equals != std::string::npos)
        out_.prefix_maps.push_back({kind != "macro", kind != "debug",
                                    word.substr(head.size(), equals - head.size()),
                                    word.substr(equals + 1)});
    }
  }

  void option() {
    bool used_next = false;
    const std::string* next = at_ + 1 < words_.size() ? &words_[at_ + 1] : nullptr;
    if (const auto brief = short_spelling(words_[at_], next, used_next);
        brief.size() > 1 || brief[0] != words_[at_]) {
      words_.erase(words_.begin() + static_cast<std::ptrdiff_t>(at_),
                   words_.begin() + static_cast<std::ptrdiff_t>(at_ + (used_next ? 2 : 1)));
      words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(at_), brief.begin(), brief.end());
    }
    const std::string word = words_[at_];
    if (drivers_own(word) || decides_stage(word) || decides_dependencies(word)) return;
    if (word.starts_with("-Wp,")) {
      preprocessor_options(word);
      return;
    }
    if (translate::is_shared_message_option(word)) out_.messages.push_back(word);
    note(word);
    const bool link = is_for_linker(word);
    keep_word(word, link);
    const std::string* following = nullptr;
    if (takes_next_word(word)) {
      following = &value(word);
      keep_word(*following, link);
    }
    if (word == "-Xpreprocessor" && following != nullptr)
      clang_word(*following, nullptr);
    else
      clang_word(word, following);
  }

  // What g++ does if several stages are asked for.
  stage last() const {
    if (emits_cc_) return stage::emit_cc;
    if (emits_header_) return stage::emit_header;
    if (lists_) return stage::dependencies;
    if (preprocesses_) return stage::preprocess;
    if (checks_) return stage::syntax_only;
    if (assembles_) return stage::assembly;
    return compiles_ ? stage::object : stage::link;
  }

  // A `.lcc` under `-x c++` is one whose build system has been told that it is C++.
  void finish() {
    out_.last = last();
    const bool headers = out_.last == stage::syntax_only || out_.last == stage::emit_header;
    for (input_file& one : out_.inputs) {
      const bool by_name = is_dialect_source(one.path) || (headers && is_dialect_header(one.path));
      one.dialect =
          one.language == "lsub" || (by_name && (one.language.empty() || one.language == "c++"));
    }
  }

  arguments out_;
  std::vector<std::string> words_;
  std::size_t at_ = 0;
  std::string language_;
  given_word::role whose_ = given_word::for_host;  // the option at hand is
  bool emits_cc_ = false, emits_header_ = false, lists_ = false, preprocesses_ = false,
       checks_ = false, assembles_ = false, compiles_ = false;
};

}  // namespace

bool is_dialect_source(const std::string& path) {
  return path.ends_with(".lcc");
}

bool is_dialect_header(const std::string& path) {
  return path.ends_with(".lh");
}

arguments read_arguments(const std::vector<std::string>& words) {
  arguments args = reader().read(expand_responses(words));
  args.words = words;
  return args;
}

bool is_clang(const arguments& args) {
  const std::string name = std::filesystem::path(args.compiler.back()).filename().string();
  return name.find("clang") != std::string::npos;
}

}  // namespace lsub::driver
