// The driver's command line: g++'s, read just far enough to know inputs, output and what Clang must
// see.
#pragma once

#include <string>
#include <vector>

namespace lsub::driver {

enum class stage { link, object, assembly, preprocess, syntax_only, emit_cc };

struct input_file {
  std::string path;
  bool dialect = false;
  std::size_t position = 0;  // in `host`
};

struct arguments {
  stage last = stage::link;
  std::string cxx = "g++";  // host compiler
  std::string output;       // behind -o; empty if not given
  std::vector<input_file> inputs;
  std::vector<std::string>
      host;  // everything for the host, inputs included, -o and its file left out
  std::vector<bool> link_only;  // parallel to `host`: of no use when only compiling
  std::vector<std::string>
      clang;  // what changes the meaning of the source: search paths, macros, language
  bool has_standard = false;   // a -std= was given
  bool verbose = false;        // -v
  bool dry_run = false;        // -###
  bool links_nothing = false;  // -r, -nostdlib: the runtime is not added
  std::string depfile;         // behind -MF
  std::string dep_target;      // behind -MT or -MQ
  bool wants_deps = false;     // -MD or -MMD
};

// Reads the words behind the program's name. Errors: std::runtime_error with one line for an option
// that lacks its value or a response file that can't be read.
arguments read_arguments(const std::vector<std::string>& words);

// `file.lcc` is dialect source; so is any file under `-x lsub`.
bool is_dialect_path(const std::string& path);

}  // namespace lsub::driver
