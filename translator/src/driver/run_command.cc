#include "driver/run_command.h"

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "driver/compile.h"
#include "driver/files.h"
#include "driver/installation.h"
#include "driver/process.h"

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

// 64-bit FNV-1a (Fowler, Noll, Vo).
std::uint64_t hash(const std::string& text) {
  std::uint64_t value = 14695981039346656037U;
  for (unsigned char c : text) value = (value ^ c) * 1099511628211U;
  return value;
}

fs::path cache_directory() {
  if (const char* base = std::getenv("XDG_CACHE_HOME"); base != nullptr && *base == '/')
    return fs::path(base) / "lsub";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return fs::path(home) / ".cache" / "lsub";
  return fs::temp_directory_path() / ("lsub-" + std::to_string(getuid()));
}

// Everything the executable depends on: the translation, the files it includes, the command and the
// runtime.
std::string cache_key(const arguments& args, const input_file& input,
                      const translate::translation& done) {
  std::string key = done.output;
  for (const std::string& word : compile_command(args, input, {}, stage::object, ""))
    key += word + '\n';
  std::vector<std::string> files = done.files;
  files.push_back(runtime_archive());
  for (const std::string& archive : package_archives()) files.push_back(archive);
  for (const std::string& file : files) {
    std::error_code failed;
    key += file + ' ' + std::to_string(fs::file_size(file, failed)) + ' ' +
           std::to_string(fs::last_write_time(file, failed).time_since_epoch().count()) + '\n';
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash(key)));
  return text;
}

// Builds `input` into the cache unless it is there. Returns 0 and the program's path, or a status.
int build_cached(const arguments& args, const input_file& input, fs::path& program) {
  const translate::translation done = translate_file(args, input);
  if (!done.ok) return 1;
  const fs::path directory = cache_directory();
  fs::create_directories(directory);
  program = directory / (fs::path(input.path).stem().string() + "-" + cache_key(args, input, done));
  if (fs::exists(program)) return 0;
  const scratch_directory scratch;
  const std::string source =
      scratch.place(0, fs::path(input.path).filename().string(), done.output);
  const std::string object = scratch.path() + "/program.o";
  if (int failed =
          run_or_print(args, compile_command(args, input, {source}, stage::object, object)))
    return failed;
  // Linked under another name and renamed: a program in the cache is always whole.
  const std::string unfinished = program.string() + "." + std::to_string(getpid());
  std::vector<std::string> command = args.compiler;
  command.push_back(object);
  for (std::size_t i = 0; i < args.host.size(); ++i)
    if (i != input.position) command.push_back(args.host[i]);
  command.insert(command.end(), {"-o", unfinished});
  const auto libraries = runtime_libraries();
  command.insert(command.end(), libraries.begin(), libraries.end());
  if (int failed = run_or_print(args, command)) {
    fs::remove(unfinished);
    return failed;
  }
  fs::rename(unfinished, program);
  return 0;
}

}  // namespace

int run_program(const std::vector<std::string>& words) {
  // Options, then the file; everything behind it is the program's.
  std::size_t file = 0;
  while (file < words.size() && !is_dialect_source(words[file])) ++file;
  if (file == words.size()) {
    std::cerr << "usage: lsub++ run [options] file.lcc [arguments]\n";
    return 2;
  }
  std::vector<std::string> options{"-O2"};
  options.insert(options.end(), words.begin(),
                 words.begin() + static_cast<std::ptrdiff_t>(file) + 1);
  const arguments args = read_arguments(options);
  fs::path program;
  if (int failed = build_cached(args, args.inputs.back(), program)) return failed;
  std::vector<std::string> call(words.begin() + static_cast<std::ptrdiff_t>(file), words.end());
  return become(call, program.string());
}

}  // namespace lsub::driver
