// One dialect file through the translator and the host compiler.
#pragma once

#include <string>
#include <vector>

#include "driver/arguments.h"
#include "driver/files.h"
#include "translate.h"

namespace lsub::driver {

// Translates `input` with the options of `args`; prints errors. `ok` of the result tells whether it
// succeeded. Where only the syntax is to be checked and nobody asked for what the host compiler alone
// can say, Clang looks at everything at once; `checked` then tells that it has nothing to report.
translate::translation translate_file(const arguments& args, const input_file& input);

// Where the host compiler finds what it has to compile for an input.
struct compiled_source {
  std::string path;
  bool original = false;  // the user's own file, as the translator had nothing to change
  bool piped = false;     // through standard input, so that its place is recorded nowhere
};

// The host command that compiles `source`, which stands for `input`, up to stage `last` into
// `output`.
std::vector<std::string> compile_command(const arguments& args, const input_file& input,
                                         const compiled_source& source, stage last,
                                         const std::string& output);

// The option that names `last` to the host compiler.
const char* stage_option(stage last);

// Runs `words`, or only prints them, as -v and -### ask. Returns the exit status.
int run_or_print(const arguments& args, const std::vector<std::string>& words,
                 const std::string& input = {});

class compiler {
 public:
  compiler(const arguments& args, const scratch_directory& scratch)
      : args_(args), scratch_(scratch) {}

  // Compiles `input` into `output` (empty: where g++ would put it). Returns the exit status.
  int compile(const input_file& input, const std::string& output);

  // Compiles `input`, a file of the host compiler's own languages.
  int compile_plain(const input_file& input, const std::string& output);

  // The rules of dependency files are collected where several inputs share one file; writes them.
  void write_dependencies() const;

 private:
  compiled_source prepare(const input_file& input, const translate::translation& done);
  std::string scratch_name(const char* ending) const;
  void add_rule_options(std::vector<std::string>& command) const;
  void add_rule(const input_file& input, const translate::translation& done,
                const std::string& translated);

  const arguments& args_;
  const scratch_directory& scratch_;
  std::size_t number_ = 0;  // of the input, for names in the scratch directory
  std::vector<std::pair<std::string, std::string>> rules_;  // file, text
};

}  // namespace lsub::driver
