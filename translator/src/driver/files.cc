#include "driver/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "driver/process.h"

namespace lsub::driver {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw std::runtime_error(what + " " + path + ": " + std::strerror(errno));
}

void write_all(int file, const std::string& text, const std::string& path) {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = ::write(file, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const int error = errno;
      if (file > STDERR_FILENO) ::close(file);
      errno = error;
      fail("cannot write", path);
    }
    done += static_cast<std::size_t>(n);
  }
}

// Opens, writes and closes. Returns whether the file could be opened.
bool write_through(const std::string& path, int flags, const std::string& text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
  if (file < 0) return false;
  write_all(file, text, path);
  if (::close(file) != 0) fail("cannot write", path);
  return true;
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& text) {
  std::error_code failed;
  // What lies in /dev and /proc is opened as it is: /dev/stdout goes where the output goes.
  const bool device = path.starts_with("/dev/") || path.starts_with("/proc/");
  fs::path real = path;
  for (int hops = 0; !device && hops < 40 && fs::is_symlink(real, failed); ++hops)
    real = real.parent_path() / fs::read_symlink(real, failed);
  const std::string target = real.string();
  const bool ordinary =
      !device && (!fs::exists(target, failed) || fs::is_regular_file(target, failed));
  const std::string other = target + ".lsub-" + std::to_string(getpid());
  if (ordinary && write_through(other, O_EXCL, text)) {
    if (struct stat old; ::stat(target.c_str(), &old) == 0)
      ::chmod(other.c_str(), old.st_mode & 0777);
    if (::rename(other.c_str(), target.c_str()) == 0) return;
    ::unlink(other.c_str());
  }
  // A device, or a directory in which nothing new can be made.
  if (!write_through(target, O_TRUNC, text)) fail("cannot write", path);
}

void write_if_changed(const std::string& path, const std::string& text) {
  if (!fs::is_regular_file(path) || read_file(path) != text) write_file(path, text);
}

void append_to_file(const std::string& path, const std::string& text) {
  if (!write_through(path, O_APPEND, text)) fail("cannot write", path);
}

void print(const std::string& text) {
  write_all(STDOUT_FILENO, text, "the standard output");
}

scratch_directory::scratch_directory() {
  const char* base = std::getenv("TMPDIR");
  const bool usable = base != nullptr && *base != 0 && ::access(base, W_OK | X_OK) == 0;
  path_ = std::string(usable ? base : "/tmp") + "/lsub-XXXXXX";
  hold_signals hold;
  if (mkdtemp(path_.data()) == nullptr) fail("cannot make a temporary directory", path_);
  remove_on_signal(path_);
}

scratch_directory::~scratch_directory() {
  hold_signals hold;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  remove_on_signal({});
}

std::string scratch_directory::place(std::size_t number, const std::string& name,
                                     const std::string& text) const {
  hold_signals hold;
  const fs::path directory = fs::path(path_) / std::to_string(number);
  fs::create_directory(directory);
  std::string path = (directory / name).string();
  if (!write_through(path, O_TRUNC, text)) fail("cannot write", path);
  return path;
}

}  // namespace lsub::driver
