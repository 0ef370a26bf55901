#include "driver/compile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <iterator>

#include "driver/database.h"
#include "driver/dependencies.h"
#include "driver/inputs.h"
#include "driver/installation.h"
#include "driver/names.h"
#include "driver/process.h"

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

// What the host compiler's rule for make calls its target; nobody sees it.
constexpr char rule_target[] = "target";

bool wants_colours(const arguments& args) {
  if (args.colours == "always") return true;
  if (args.colours == "never") return false;
  const char* terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
}

// What the host compiler is told of every input: options that matter to a compilation, no input.
void add_options(const arguments& args, std::vector<std::string>& command) {
  for (std::size_t i = 0; i < args.host.size(); ++i) {
    const bool is_input = std::any_of(args.inputs.begin(), args.inputs.end(),
                                      [&](const input_file& one) { return one.position == i; });
    if (!is_input && !args.link_only[i]) command.push_back(args.host[i]);
  }
  if (!args.dependencies.wanted)
    command.insert(command.end(), args.dependencies.words.begin(), args.dependencies.words.end());
}

void add(std::vector<std::string>& command, const std::vector<std::string>& words) {
  command.insert(command.end(), words.begin(), words.end());
}

stage compiling_stage(const arguments& args) {
  return args.last == stage::link ? stage::object : args.last;
}

// LSUB_PRECOMPILED=tell: tests see whether the library's header was taken precompiled.
bool tells_of_headers() {
  const char* wish = std::getenv("LSUB_PRECOMPILED");
  return wish != nullptr && std::string_view(wish) == "tell";
}

// Whether every option means the same to the translator's Clang, so that its own check can do.
bool clang_can_check(const arguments& args) {
  if (args.last != stage::syntax_only || args.verbose || args.dependencies.wanted ||
      args.temporaries != keep::nothing)
    return false;
  for (std::size_t i = 0; i < args.host.size(); ++i) {
    const std::string& word = args.host[i];
    const bool is_input = std::any_of(args.inputs.begin(), args.inputs.end(),
                                      [&](const input_file& one) { return one.position == i; });
    const bool known = std::find(args.clang.begin(), args.clang.end(), word) != args.clang.end();
    if (!is_input && !known && word != "-w" && !word.starts_with("-Wno-") &&
        !word.starts_with("-O") && !word.starts_with("-g"))
      return false;
  }
  return true;
}

}  // namespace

const char* stage_option(stage last) {
  switch (last) {
    case stage::assembly:
      return "-S";
    case stage::preprocess:
      return "-E";
    case stage::syntax_only:
      return "-fsyntax-only";
    default:
      return "-c";
  }
}

translate::translation translate_file(const arguments& args, const input_file& input) {
  const std::string& path = input.path;
  translate::request what{.file = path, .arguments = clang_arguments(args)};
  std::string text;
  std::error_code failed;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
    what.file = "<stdin>";
    what.text = &text;
  } else if (!fs::exists(path, failed) || fs::is_directory(path, failed)) {
    std::cerr << "lsub++: error: " << path
              << (fs::exists(path, failed) ? ": Is a directory\n"
                                           : ": No such file or directory\n");
    return {};
  } else if (access(path.c_str(), R_OK) != 0) {
    std::cerr << "lsub++: error: " << path << ": " << std::strerror(errno) << '\n';
    return {};
  } else if (!fs::is_regular_file(path, failed)) {  // a pipe gives its text only once
    text = read_file(path);
    what.text = &text;
  }
  what.colours = wants_colours(args);
  const bool for_reading = args.last == stage::emit_cc || args.last == stage::emit_header;
  what.style = for_reading ? translate::layout_style::lines : translate::layout_style::columns;
  what.options = args.messages;
  what.whole = clang_can_check(args);
  what.precompiled = parsed_headers();
  translate::translation done = translate::translate(what);
  if (what.whole && !done.checked) {
    what.whole = false;
    done = translate::translate(what);
  }
  if (tells_of_headers())
    std::cerr << (done.precompiled ? "lsub++: precompiled\n" : "lsub++: headers read\n");
  std::cerr << done.messages;
  return done;
}

std::vector<std::string> compile_command(const arguments& args, const input_file& input,
                                         const compiled_source& source, stage last,
                                         const std::string& output) {
  std::vector<std::string> command = args.compiler;
  if (!args.has_standard) command.emplace_back(default_standard);
  if (!source.original) add(command, search_options(args, input, source.piped));
  // Clang would show lines of the translation; g++ reads the source for what it shows.
  if (!source.original && is_clang(args)) command.emplace_back("-fno-caret-diagnostics");
  add_options(args, command);
  add(command, header_options(args));
  if (!source.original) add(command, name_options(args, input, source.piped ? "" : source.path));
  command.emplace_back(stage_option(last));
  const char* language = is_dialect_header(input.path) ? "c++-header" : "c++";
  add(command, {"-x", language, source.piped ? "-" : source.path});
  if (last != stage::syntax_only && !output.empty()) add(command, {"-o", output});
  return command;
}

int run_or_print(const arguments& args, const std::vector<std::string>& words,
                 const std::string& input) {
  if (args.verbose)
    std::cerr << ' ' << quoted(words) << (input.empty() ? "" : " < " + quoted({input}))
              << std::endl;
  return args.dry_run ? 0 : run(words, input);
}

compiled_source compiler::prepare(const input_file& input, const translate::translation& done) {
  const std::string name = input.path == "-" ? "<stdin>" : fs::path(input.path).filename().string();
  if (args_.temporaries != keep::nothing) {
    const fs::path beside = args_.temporaries == keep::beside_output
                                ? fs::path(args_.output).parent_path()
                                : fs::path();
    write_file((beside / (input.path == "-" ? "stdin.cc" : name + ".cc")).string(), done.output);
  }
  if (fs::is_regular_file(input.path)) {
    const std::string text = read_file(input.path);
    const std::size_t line = done.output.find('\n');
    if (line != std::string::npos && done.output.compare(line + 1, std::string::npos, text) == 0)
      return {input.path, true, false};
  }
  compiled_source source{scratch_.place(number_, name, done.output)};
  source.piped = args_.names_main_file && args_.temporaries == keep::nothing &&
                 args_.last != stage::preprocess;
  // The text's own time is the source's: __TIMESTAMP__ tells it.
  if (struct stat about; ::stat(input.path.c_str(), &about) == 0) {
    const timespec times[2] = {about.st_atim, about.st_mtim};
    utimensat(AT_FDCWD, source.path.c_str(), times, 0);
  }
  return source;
}

int compiler::compile(const input_file& input, const std::string& output) {
  ++number_;
  const stage last = compiling_stage(args_);
  if (args_.dry_run) {
    const std::string text = scratch_name("/") + fs::path(input.path).filename().string();
    run_or_print(args_, {"lsub++", "--emit-cc", input.path, "-o", text});
    return run_or_print(args_, compile_command(args_, input, {text}, last, output));
  }
  translate::translation done = translate_file(args_, input);
  if (!done.ok) return 1;
  if (done.checked) return 0;
  const compiled_source source = prepare(input, done);
  // What Clang read matters only where it went into the translation.
  if (source.original) done.files = done.user_files = {};
  // Preprocessed text names the translation; it goes out with the source's name instead.
  const bool renames = last == stage::preprocess && !source.original;
  const std::string text = scratch_name(".ii");
  auto command = compile_command(args_, input, source, last, renames ? text : output);
  add_rule_options(command);
  const int status = run_or_print(args_, command, source.piped ? source.path : "");
  if (renames && status == 0) {
    const std::string restored = restore_names(read_file(text), source.path, input);
    if (output.empty() || output == "-")
      print(restored);
    else
      write_file(output, restored);
  }
  if (args_.temporaries != keep::nothing && !source.original)
    for (const std::string& kept : kept_preprocessed(args_, input, output))
      restore_names_in(kept, source.path, input);
  add_rule(input, done, source.path);
  return status;
}

std::string compiler::scratch_name(const char* ending) const {
  return scratch_.path() + "/" + std::to_string(number_) + ending;
}

int compiler::compile_plain(const input_file& input, const std::string& output) {
  ++number_;
  std::vector<std::string> command = args_.compiler;
  if (!args_.has_standard && is_cxx(input)) command.emplace_back(default_standard);
  add_options(args_, command);
  add(command, header_options(args_));
  command.emplace_back(stage_option(compiling_stage(args_)));
  add_rule_options(command);
  if (!input.language.empty()) add(command, {"-x", input.language});
  command.push_back(input.path);
  if (!output.empty() && args_.last != stage::syntax_only) add(command, {"-o", output});
  const int status = run_or_print(args_, command);
  add_rule(input, {}, {});
  return status;
}

void compiler::add_rule_options(std::vector<std::string>& command) const {
  if (!args_.dependencies.wanted) return;
  const std::string kind = args_.dependencies.system ? "-MD" : "-MMD";
  add(command, {kind, "-MF", scratch_name(".d"), "-MT", rule_target});
}

void compiler::add_rule(const input_file& input, const translate::translation& done,
                        const std::string& translated) {
  const std::string rule = scratch_name(".d");
  if (!args_.dependencies.wanted || !fs::exists(rule)) return;
  const std::string text = dependency_rule(args_, input, done, read_file(rule), translated);
  const std::string file = dependency_file(args_, input);
  const auto same = std::find_if(rules_.begin(), rules_.end(),
                                 [&](const auto& one) { return one.first == file; });
  if (same == rules_.end())
    rules_.emplace_back(file, text);
  else
    same->second += text;
}

void compiler::write_dependencies() const {
  for (const auto& [file, text] : rules_) {
    if (file == "-")
      print(text);
    else
      write_file(file, text);
  }
}

}  // namespace lsub::driver
