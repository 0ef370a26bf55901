// Files the driver reads and writes. What it writes is whole or not there.
#pragma once

#include <string>

namespace lsub::driver {

// Errors: what can't be read gives an empty text.
std::string read_file(const std::string& path);

// Puts `text` at `path`: under another name first, then renamed, so that nobody meets half a file.
// Links are followed; devices and pipes are written directly. Errors: std::runtime_error.
void write_file(const std::string& path, const std::string& text);

// The same, but a file that holds just that keeps its time.
void write_if_changed(const std::string& path, const std::string& text);

// Adds `text` at the end of `path` in one piece. Errors: std::runtime_error.
void append_to_file(const std::string& path, const std::string& text);

// Prints on standard output. Errors: std::runtime_error.
void print(const std::string& text);

// A directory that is removed with all it holds when the object dies, also when SIGINT, SIGTERM or
// SIGHUP ends the driver. At most one exists.
class scratch_directory {
 public:
  scratch_directory();
  ~scratch_directory();
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  const std::string& path() const { return path_; }

  // Writes `text` to `name` in a directory of its own, numbered `number`. Returns the whole path.
  std::string place(std::size_t number, const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

}  // namespace lsub::driver
