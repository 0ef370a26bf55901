#include "driver/installation.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string_view>

#include "driver/process.h"
#include "translate.h"

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

// Headers, library and driver lie beside each other as include/, lib/ and bin/ of one prefix.
fs::path prefix() {
  std::error_code failed;
  const fs::path self = fs::read_symlink("/proc/self/exe", failed);
  return (failed ? fs::path("/usr/bin/lsub++") : self).parent_path().parent_path();
}

// The directory of the host's own libgcc, so that Clang reads the same standard library.
std::string gcc_directory(const arguments& args) {
  std::string path = output_of({args.compiler.back(), "-print-libgcc-file-name"});
  while (!path.empty() && path.back() == '\n') path.pop_back();
  const fs::path directory = fs::path(path).parent_path();
  return path.ends_with("libgcc.a") && fs::exists(directory) ? directory.string() : std::string();
}

bool holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Options that GCC and Clang know by the same name but that would ask Clang for more than their
// macros: headers of its own OpenMP, instrumented code.
void add_macros(const arguments& args, const std::string& gcc, std::vector<std::string>& out) {
  if (holds(args.host, "-fopenmp")) {
    out.emplace_back("-D_OPENMP=201511");
    if (!gcc.empty()) out.insert(out.end(), {"-idirafter", gcc + "/include"});
  }
  if (is_clang(args)) return;
  for (const std::string& word : args.host) {
    if (!word.starts_with("-fsanitize=")) continue;
    if (word.find("address") != std::string::npos) out.emplace_back("-D__SANITIZE_ADDRESS__=1");
    if (word.find("thread") != std::string::npos) out.emplace_back("-D__SANITIZE_THREAD__=1");
  }
}

// Where the headers are, for any compiler.
std::vector<std::string> source_header_options() {
  const fs::path directory = prefix() / "include";
  if (directory == "/usr/include" || directory == "/usr/local/include") return {};
  return {"-isystem", directory.string()};
}

}  // namespace

std::vector<std::string> header_options(const arguments& args) {
  std::vector<std::string> out;
  const fs::path precompiled = prefix() / "lib" / "lsub" / "precompiled";
  // Who asks for it is warned of precompiled headers that do not fit: of their own, not of these.
  const bool silent = !holds(args.host, "-Winvalid-pch");
  if (silent && !is_clang(args) && fs::exists(precompiled))
    out = {"-isystem", precompiled.string()};
  const auto headers = source_header_options();
  out.insert(out.end(), headers.begin(), headers.end());
  return out;
}

std::string runtime_archive() {
  return (prefix() / "lib" / "liblsub.a").string();
}

std::vector<std::string> package_archives() {
  std::vector<std::string> found;
  for (const char* name : {"liblsub_fleet.a", "liblsub_tls.a", "liblsub_packages.a"}) {
    std::error_code ignored;
    const fs::path path = prefix() / "lib" / name;
    if (fs::exists(path, ignored)) found.push_back(path.string());
  }
  return found;
}

std::vector<std::string> runtime_libraries() {
  // Who does not use the packages takes nothing from them, nor from the libraries behind them.
  std::vector<std::string> libraries = package_archives();
  const auto has = [&](std::string_view name) {
    return std::any_of(libraries.begin(), libraries.end(),
                       [&](const std::string& path) { return path.ends_with(name); });
  };
  const bool tls = has("/liblsub_tls.a"), fleet = has("/liblsub_fleet.a");
  libraries.insert(libraries.end(),
                   {runtime_archive(), "-Wl,--push-state,--as-needed", "-lboost_context"});
  if (fleet) libraries.emplace_back("-lnats");
  if (tls) libraries.insert(libraries.end(), {"-lssl", "-lcrypto"});
  libraries.insert(libraries.end(), {"-Wl,--pop-state", "-pthread"});
  return libraries;
}

std::vector<std::string> clang_arguments(const arguments& args) {
  static const std::string gcc = gcc_directory(args);
  std::vector<std::string> out = args.clang;
  if (!args.has_standard) out.emplace_back(default_standard);
  out.insert(out.end(), {"-resource-dir", LSUB_CLANG_RESOURCE_DIR});
  if (!gcc.empty()) out.push_back("--gcc-install-dir=" + gcc);
  add_macros(args, gcc, out);
  const auto headers = source_header_options();
  out.insert(out.end(), headers.begin(), headers.end());
  return out;
}

std::string parsed_headers() {
  const char* wish = std::getenv("LSUB_PRECOMPILED");
  if (wish != nullptr && std::string_view(wish) == "off") return {};
  return (prefix() / "lib" / "lsub" / "parsed").string();
}

void precompile_headers(const arguments& args, const std::string& directory) {
  fs::create_directories(directory);
  for (const std::string standard : {"gnu++20", "c++20"}) {
    for (const std::string level : {"-O0", "-O2"}) {
      arguments form = args;
      form.has_standard = true;
      form.clang = {"-std=" + standard, level};
      const std::string stem = (fs::path(directory) / (standard + level)).string();
      const std::string problem = translate::precompile(clang_arguments(form), stem);
      if (!problem.empty()) throw std::runtime_error(stem + ": " + problem);
    }
  }
}

}  // namespace lsub::driver
