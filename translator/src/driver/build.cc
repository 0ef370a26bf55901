#include "driver/build.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

// The dialect is C++20; g++'s own default is older.
constexpr char default_standard[] = "-std=gnu++20";

// The directory of the host's own libgcc, so that Clang reads the same standard library.
std::string gcc_directory(const arguments& args) {
  std::string path = output_of({args.cxx, "-print-libgcc-file-name"});
  while (!path.empty() && path.back() == '\n') path.pop_back();
  const fs::path directory = fs::path(path).parent_path();
  return path.ends_with("libgcc.a") && fs::exists(directory) ? directory.string() : std::string();
}

std::vector<std::string> clang_arguments(const arguments& args) {
  std::vector<std::string> out = args.clang;
  if (!args.has_standard) out.emplace_back(default_standard);
  out.insert(out.end(), {"-resource-dir", LSUB_CLANG_RESOURCE_DIR});
  static const std::string gcc = gcc_directory(args);
  if (!gcc.empty()) out.push_back("--gcc-install-dir=" + gcc);
  out.insert(out.end(), {"-isystem", find_installation().include});
  return out;
}

std::string stem(const std::string& path) {
  return path == "-" ? std::string("stdin") : fs::path(path).stem().string();
}

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

// Where the result of one input goes when the command line does not say.
std::string default_output(const input_file& input, stage last) {
  if (last == stage::preprocess) return "-";
  return stem(input.path) + (last == stage::assembly ? ".s" : ".o");
}

// The dependency file as the user wants it: of the source, not of its translation.
void fix_depfile(const std::string& depfile, const std::string& translated,
                 const std::string& source) {
  std::string text = read_file(depfile);
  for (std::size_t at; (at = text.find(translated)) != std::string::npos;)
    text.replace(at, translated.size(), source);
  write_file(depfile, text);
}

int emit_cc(const arguments& args) {
  std::string all;
  for (const input_file& input : args.inputs) {
    if (!input.dialect) {
      std::cerr << "lsub++: error: " << input.path
                << ": not a dialect file; name it .lcc or use -x lsub\n";
      return 1;
    }
    const translate::translation done = translate_file(args, input.path);
    if (!done.ok) return 1;
    all += done.output;
  }
  if (args.output.empty() || args.output == "-")
    std::cout.write(all.data(), static_cast<std::streamsize>(all.size())).flush();
  else
    write_file(args.output, all);
  return std::cout ? 0 : 1;
}

class builder {
 public:
  explicit builder(const arguments& args) : args_(args) {}

  int run() {
    int status = 0;
    bool any_plain = false;
    std::vector<std::string> objects(args_.host.size());
    for (std::size_t i = 0; i < args_.inputs.size(); ++i) {
      const input_file& input = args_.inputs[i];
      if (!input.dialect) {
        any_plain = true;
        continue;
      }
      const int failed = compile(input, i, objects[input.position]);
      if (failed != 0) status = failed;
    }
    if (status != 0) return status;
    if (args_.last == stage::link || any_plain || args_.inputs.empty()) return finish(objects);
    return 0;
  }

 private:
  // Compiles one dialect input; when linking follows, `object` is where it went.
  int compile(const input_file& input, std::size_t number, std::string& object) {
    const translate::translation done = translate_file(args_, input.path);
    if (!done.ok) return 1;
    const fs::path folder = fs::path(scratch_.path()) / std::to_string(number);
    fs::create_directory(folder);
    const std::string source = (folder / (stem(input.path) + ".lcc.cc")).string();
    write_file(source, done.output);
    std::string output = args_.output;
    if (args_.last == stage::link)
      output = object = (folder / (stem(input.path) + ".o")).string();
    else if (output.empty())
      output = default_output(input, args_.last);
    const auto command = compile_command(args_, input, source, args_.last, output);
    const int status = run_or_print(args_, command);
    if (status == 0 && args_.wants_deps && !args_.dry_run)
      fix_depfile(depfile(output), source, input.path);
    return status;
  }

  std::string depfile(const std::string& output) const {
    return args_.depfile.empty() ? fs::path(output).replace_extension(".d").string()
                                 : args_.depfile;
  }

  // The link, or the compilation of the inputs that are no dialect files.
  int finish(const std::vector<std::string>& objects) {
    std::vector<std::string> command{args_.cxx};
    std::vector<bool> skipped(args_.host.size(), false);
    for (const input_file& input : args_.inputs)
      if (input.dialect && args_.last != stage::link) skipped[input.position] = true;
    for (std::size_t i = 0; i < args_.host.size(); ++i) {
      if (skipped[i]) continue;
      if (objects[i].empty())
        command.push_back(args_.host[i]);
      else
        command.insert(command.end(), {"-x", "none", objects[i]});
    }
    if (args_.last == stage::object || args_.last == stage::assembly ||
        args_.last == stage::preprocess)
      command.emplace_back(stage_option(args_.last));
    command.insert(command.end(), {"-isystem", find_installation().include});
    if (!args_.has_standard && compiles_cxx()) command.emplace_back(default_standard);
    if (!args_.output.empty()) command.insert(command.end(), {"-o", args_.output});
    if (!args_.depfile.empty()) command.insert(command.end(), {"-MF", args_.depfile});
    if (!args_.dep_target.empty()) command.insert(command.end(), {"-MT", args_.dep_target});
    if (args_.last == stage::link && !args_.inputs.empty() && !args_.links_nothing) {
      const auto libraries = runtime_libraries();
      command.insert(command.end(), {"-x", "none"});
      command.insert(command.end(), libraries.begin(), libraries.end());
    }
    return run_or_print(args_, command);
  }

  // Whether there are C++ files among the plain inputs, and no C files, which have standards of
  // their own.
  bool compiles_cxx() const {
    bool cxx = false;
    for (const input_file& input : args_.inputs) {
      const std::string ending = fs::path(input.path).extension().string();
      if (ending == ".c" || ending == ".m" || ending == ".i") return false;
      for (const char* known : {".cc", ".cpp", ".cxx", ".C", ".c++", ".cp", ".CPP", ".ii"})
        cxx = cxx || ending == known;
    }
    return cxx;
  }

  const arguments& args_;
  temporary_directory scratch_;
};

}  // namespace

translate::translation translate_file(const arguments& args, const std::string& path) {
  translate::request what{.file = path, .arguments = clang_arguments(args)};
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
    what.file = "<stdin>";
    what.text = &text;
  } else if (std::error_code failed; !fs::exists(path, failed) || fs::is_directory(path, failed)) {
    std::cerr << "lsub++: error: " << path
              << (fs::exists(path, failed) ? ": is a directory\n" : ": no such file\n");
    return {};
  } else if (!fs::is_regular_file(path, failed)) {  // a pipe gives its text only once
    text = read_file(path);
    what.text = &text;
  }
  what.colours = isatty(STDERR_FILENO) != 0;
  what.style = args.last == stage::emit_cc ? translate::layout_style::lines
                                           : translate::layout_style::columns;
  translate::translation done = translate::translate(what);
  std::cerr << done.messages;
  return done;
}

std::vector<std::string> compile_command(const arguments& args, const input_file& input,
                                         const std::string& source, stage last,
                                         const std::string& output) {
  std::vector<std::string> command{args.cxx};
  if (!args.has_standard) command.emplace_back(default_standard);
  std::string directory = fs::path(input.path).parent_path().string();
  command.insert(command.end(), {"-iquote", directory.empty() ? "." : directory});
  for (std::size_t i = 0; i < args.host.size(); ++i) {
    const bool is_input = std::any_of(args.inputs.begin(), args.inputs.end(),
                                      [&](const input_file& one) { return one.position == i; });
    if (!is_input && !args.link_only[i] && args.host[i] != "-fsyntax-only")
      command.push_back(args.host[i]);
  }
  command.insert(command.end(), {"-isystem", find_installation().include, stage_option(last)});
  if (args.wants_deps) {
    const std::string target = args.dep_target.empty() ? output : args.dep_target;
    const std::string file =
        args.depfile.empty() ? fs::path(output).replace_extension(".d").string() : args.depfile;
    command.insert(command.end(), {"-MT", target, "-MF", file});
  }
  command.insert(command.end(), {"-x", "c++", source});
  if (last != stage::syntax_only) command.insert(command.end(), {"-o", output});
  return command;
}

std::vector<std::string> runtime_libraries() {
  return {find_installation().archive, "-Wl,--push-state,--as-needed", "-lboost_context",
          "-Wl,--pop-state", "-pthread"};
}

int run_or_print(const arguments& args, const std::vector<std::string>& words) {
  if (args.verbose) std::cerr << quoted(words) << std::endl;
  return args.dry_run ? 0 : run(words);
}

int build(const arguments& args) {
  if (args.last == stage::emit_cc) return emit_cc(args);
  const auto dialects = std::count_if(args.inputs.begin(), args.inputs.end(),
                                      [](const input_file& one) { return one.dialect; });
  if (dialects > 0 && args.inputs.size() > 1 && !args.output.empty() && args.last != stage::link &&
      args.last != stage::syntax_only) {
    std::cerr << "lsub++: error: -o with several inputs needs the link; leave out -c, -S or -E\n";
    return 1;
  }
  return builder(args).run();
}

}  // namespace lsub::driver
