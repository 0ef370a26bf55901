#include "driver/build.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "driver/compile.h"
#include "driver/database.h"
#include "driver/emit.h"
#include "driver/files.h"
#include "driver/inputs.h"
#include "driver/installation.h"
#include "driver/process.h"
#include "driver/response.h"
#include "warnings.h"

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

void add(std::vector<std::string>& command, const std::vector<std::string>& words) {
  command.insert(command.end(), words.begin(), words.end());
}

bool any_dialect(const arguments& args) {
  return std::any_of(args.inputs.begin(), args.inputs.end(),
                     [](const input_file& one) { return one.dialect; });
}

// The standard the host compiler should take for the plain inputs, if any: not if there are C
// files, which have standards of their own.
std::vector<std::string> plain_standard(const arguments& args) {
  bool cxx = false;
  for (const input_file& input : args.inputs) {
    if (is_source(input) && !input.dialect && !is_cxx(input)) return {};
    cxx |= is_cxx(input) && !input.dialect;
  }
  if (!cxx || args.has_standard) return {};
  return {default_standard};
}

std::vector<std::string> libraries(const arguments& args) {
  if (args.last != stage::link || args.inputs.empty() || args.links_nothing) return {};
  return runtime_libraries();
}

// Whether the host compiler has something to do without an input: tell about itself, or ask the
// linker.
bool works_without_input(const arguments& args) {
  return std::any_of(args.given.begin(), args.given.end(), [](const given_word& word) {
    for (const char* head : {"-print", "--print", "-dump", "--help", "--target-help", "-v", "-###",
                             "-Q", "-l", "-Wl,", "-Xlinker", "-T", "--version"})
      if (word.text.starts_with(head)) return true;
    return false;
  });
}

// The whole command for the host compiler, where the driver has nothing to do itself.
std::vector<std::string> plain_command(const arguments& args) {
  std::vector<std::string> command = args.compiler;
  add(command, plain_standard(args));
  add(command, header_options(args));
  std::string language;
  // Response files stay files where they can: a command line has its limits.
  bool as_given = true;
  for (const given_word& word : args.given) {
    if (word.is_input) language = args.inputs[word.input].language;
    if (word.whose != given_word::for_host)
      as_given &= word.text.starts_with("--cxx=") &&
                  std::find(args.words.begin(), args.words.end(), word.text) != args.words.end();
  }
  for (const std::string& word : args.words)
    if (as_given && !word.starts_with("--cxx=")) command.push_back(word);
  for (const given_word& word : args.given)
    if (!as_given && word.whose == given_word::for_host) command.push_back(word.text);
  if (const auto more = libraries(args); !more.empty()) {
    if (!language.empty()) add(command, {"-x", "none"});
    add(command, more);
  }
  return command;
}

// All inputs in one command, where `names` says what stands for each: itself, or an object.
class joint_command {
 public:
  explicit joint_command(const arguments& args) : args_(args), command_(args.compiler) {
    add(command_, plain_standard(args));
    add(command_, header_options(args));
  }

  std::vector<std::string> link(const std::vector<std::string>& objects) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < args_.host.size(); ++i) {
      if (next == args_.inputs.size() || args_.inputs[next].position != i) {
        command_.push_back(args_.host[i]);
        continue;
      }
      const input_file& one = args_.inputs[next];
      if (objects[next].empty())
        input(one.path, one.language);
      else
        input(objects[next], "");
      ++next;
    }
    finish();
    return std::move(command_);
  }

  // -M, -MM: to the preprocessor a dialect file is C++.
  std::vector<std::string> list() {
    std::size_t next = 0;
    for (std::size_t i = 0; i < args_.host.size(); ++i) {
      if (next == args_.inputs.size() || args_.inputs[next].position != i) {
        command_.push_back(args_.host[i]);
        continue;
      }
      const input_file& one = args_.inputs[next++];
      input(one.path, one.dialect ? "c++" : one.language);
    }
    finish();
    return std::move(command_);
  }

 private:
  void input(const std::string& path, const std::string& language) {
    if (language != language_) add(command_, {"-x", language.empty() ? "none" : language});
    language_ = language;
    command_.push_back(path);
  }

  void finish() {
    if (args_.last == stage::dependencies || !args_.dependencies.wanted)
      add(command_, args_.dependencies.words);
    if (!args_.output.empty()) add(command_, {"-o", args_.output});
    if (!language_.empty()) add(command_, {"-x", "none"});
    add(command_, libraries(args_));
  }

  const arguments& args_;
  std::vector<std::string> command_;
  std::string language_;
};

class builder {
 public:
  explicit builder(const arguments& args) : args_(args), compiler_(args, scratch_) {}

  ~builder() {
    std::error_code ignored;
    for (const std::string& object : visible_) fs::remove(object, ignored);
  }

  int run() {
    int status = 0;
    std::vector<std::string> objects(args_.inputs.size());
    for (std::size_t i = 0; i < args_.inputs.size(); ++i) {
      const input_file& input = args_.inputs[i];
      if (!compiled_apart(input)) continue;
      if (args_.last == stage::link) objects[i] = object(input, i);
      const std::string output = args_.last == stage::link ? objects[i]
                                 : args_.output.empty()    ? default_output(args_, input)
                                                           : args_.output;
      const int failed =
          input.dialect ? compiler_.compile(input, output) : compiler_.compile_plain(input, output);
      if (failed != 0) status = failed;
    }
    compiler_.write_dependencies();
    if (status != 0 || args_.last != stage::link) return status;
    return run_or_print(args_, fitting(joint_command(args_).link(objects)));
  }

 private:
  // When linking, the host compiler deals with its own sources, unless their rules have to be
  // joined with the others'.
  bool compiled_apart(const input_file& input) const {
    return input.dialect || args_.last != stage::link ||
           (args_.dependencies.wanted && is_source(input));
  }

  // Where the object of an input goes when linking follows. What the compiler leaves beside it, it
  // names after it, and so the object has to lie where g++ would have it.
  std::string object(const input_file& input, std::size_t number) {
    const std::string name = default_output(args_, input);
    if (!args_.leaves_files) {
      const fs::path folder = fs::path(scratch_.path()) / ("object-" + std::to_string(number));
      fs::create_directory(folder);
      return (folder / name).string();
    }
    fs::path program = args_.output.empty() ? fs::path("a") : fs::path(args_.output);
    if (program.extension() == ".exe") program.replace_extension();
    if (args_.temporaries == keep::here) program = program.filename();
    const bool alone = args_.inputs.size() == 1 && program.filename() == fs::path(name).stem();
    std::string path = program.string() + (alone ? ".o" : "-" + name);
    if (args_.temporaries == keep::nothing) visible_.push_back(path);
    return path;
  }

  // A command that is too long for the system goes through a response file.
  std::vector<std::string> fitting(std::vector<std::string> command) const {
    constexpr std::size_t longest = 500'000;
    std::size_t size = 0;
    for (const std::string& word : command) size += word.size() + 1;
    if (size < longest) return command;
    const auto behind = command.begin() + static_cast<std::ptrdiff_t>(args_.compiler.size());
    const std::string text = response_text({behind, command.end()});
    command.erase(behind, command.end());
    command.push_back("@" + scratch_.place(args_.inputs.size() + 1, "link", text));
    return command;
  }

  const arguments& args_;
  scratch_directory scratch_;
  compiler compiler_;
  std::vector<std::string> visible_;  // objects outside the scratch directory
};

int refuse(const std::string& why) {
  std::cerr << "lsub++: error: " << why << '\n';
  return 1;
}

}  // namespace

int build(const arguments& args) {
  for (const std::string& word : args.messages)
    if (!translate::unknown_warning(word).empty())
      std::cerr << "lsub++: warning: unknown warning option '" << word << "'\n";
  if (args.last == stage::emit_cc || args.last == stage::emit_header) return emit(args);
  if (args.inputs.size() > 1 && !args.output.empty() && args.last != stage::link &&
      args.last != stage::syntax_only && args.last != stage::dependencies && any_dialect(args))
    return refuse("cannot specify -o with -c, -S or -E and several files");
  for (const input_file& one : args.inputs)
    if (is_dialect_header(one.path) && !one.dialect && args.last != stage::dependencies)
      return refuse(one.path +
                    ": a dialect header is included, not compiled; "
                    "--emit-header prints it as C++");
  if (args.inputs.empty() && !works_without_input(args)) return refuse("no input files");
  write_database(args);
  if (!any_dialect(args)) return become(plain_command(args));
  if (args.last == stage::dependencies) return run_or_print(args, joint_command(args).list());
  return builder(args).run();
}

}  // namespace lsub::driver
