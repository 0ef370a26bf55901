// The host: where the driver's own files lie, its temporary files, and running other programs.
#pragma once

#include <string>
#include <vector>

namespace lsub::driver {

// Where headers and library lie: beside the driver, as bin/, include/ and lib/ of one prefix.
struct installation {
  std::string include;
  std::string archive;  // liblsub.a
};
installation find_installation();

// A directory that is removed with all it holds when the object dies, also on SIGINT, SIGTERM and
// SIGHUP.
class temporary_directory {
 public:
  temporary_directory();
  ~temporary_directory();
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Runs `words`, the first found through PATH, and waits. Returns its exit status; a program that
// died of a signal gives 128 + the signal. Errors: 127 and a line on stderr if it can't be started.
int run(const std::vector<std::string>& words);

// What `words` prints on its standard output; empty if it fails.
std::string output_of(const std::vector<std::string>& words);

// `words` as a shell would take them.
std::string quoted(const std::vector<std::string>& words);

// Writes `text` to `path` unless it holds just that. Errors: std::runtime_error.
void write_file(const std::string& path, const std::string& text);
std::string read_file(const std::string& path);

}  // namespace lsub::driver
