#include "driver/host.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

extern char** environ;

namespace lsub::driver {
namespace {

volatile std::sig_atomic_t caught_signal = 0;
volatile std::sig_atomic_t child = 0;

// The signal is passed on to the program that runs; the driver cleans up when that has ended.
void on_signal(int number) {
  caught_signal = number;
  if (child > 0) kill(child, number);
}

int status_of(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

}  // namespace

installation find_installation() {
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto prefix =
      (failed ? std::filesystem::path("/usr/bin/lsub++") : self).parent_path().parent_path();
  return {(prefix / "include").string(), (prefix / "lib" / "liblsub.a").string()};
}

temporary_directory::temporary_directory() {
  const char* base = std::getenv("TMPDIR");
  path_ = std::string(base != nullptr && *base != 0 ? base : "/tmp") + "/lsub-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr)
    throw std::runtime_error("cannot make a temporary directory " + path_ + ": " +
                             std::strerror(errno));
  for (int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, on_signal);
}

temporary_directory::~temporary_directory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  if (caught_signal != 0) {
    std::signal(caught_signal, SIG_DFL);
    std::raise(caught_signal);
  }
}

int run(const std::vector<std::string>& words) {
  auto argv = pointers(words);
  pid_t pid = 0;
  std::fflush(nullptr);
  if (int error = posix_spawnp(&pid, argv[0], nullptr, nullptr, argv.data(), environ); error != 0) {
    std::fprintf(stderr, "lsub++: cannot run %s: %s\n", argv[0], std::strerror(error));
    return 127;
  }
  child = pid;
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  child = 0;
  return status_of(status);
}

std::string output_of(const std::vector<std::string>& words) {
  FILE* pipe = popen((quoted(words) + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return {};
  std::string text;
  char buffer[4096];
  while (std::size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, n);
  return pclose(pipe) == 0 ? text : std::string();
}

std::string quoted(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    if (!word.empty() &&
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789_-+=./,:@%^") == std::string::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

void write_file(const std::string& path, const std::string& text) {
  if (std::filesystem::is_regular_file(path) && read_file(path) == text) return;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lsub::driver
