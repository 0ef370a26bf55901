// The driver's command line: g++'s, read just far enough to know inputs, outputs, dependency files
// and what Clang must see.
#pragma once

#include <string>
#include <vector>

namespace lsub::driver {

enum class stage {
  link,
  object,
  assembly,
  preprocess,
  syntax_only,
  dependencies,  // -M, -MM: rules for make instead of a compilation
  emit_cc,
  emit_header
};

struct input_file {
  std::string path;
  std::string language;  // behind -x; empty: by suffix
  bool dialect = false;
  std::size_t position = 0;  // in `host`
};

// What -MD, -MMD, -MF, -MT, -MQ and -MP ask for.
struct dependency_options {
  bool wanted = false;                      // -MD or -MMD
  bool system = false;                      // -MD
  bool phony = false;                       // -MP
  std::string file;                         // -MF
  std::vector<std::string> targets;         // -MT
  std::vector<std::string> quoted_targets;  // -MQ
  std::vector<std::string> words;           // all of them, as given
};

enum class keep { nothing, here, beside_output };  // --save-temps

// -fdebug-prefix-map and its kin: a path that begins with `from` is recorded with `to` instead.
struct prefix_map {
  bool debug = false, macro = false;
  std::string from, to;
};

// A word of the command line, response files expanded.
struct given_word {
  enum role { for_host, for_driver, database };
  std::string text;
  role whose = for_host;
  bool is_input = false;
  std::size_t input = 0;  // the index of the input it names
};

struct arguments {
  stage last = stage::link;
  std::vector<std::string> compiler{"g++"};  // the words that start the host compiler
  std::string output;                        // behind -o; empty if not given
  std::vector<input_file> inputs;
  // Everything for the host compiler but -o, -x, the options of `dependencies` and those of the
  // stage; inputs stand at their positions. `link_only` is parallel: of no use when only compiling.
  std::vector<std::string> host;
  std::vector<bool> link_only;
  std::vector<given_word> given;
  std::vector<std::string> words;  // the same with response files as they were
  std::vector<std::string> clang;  // what changes the meaning of the source
  dependency_options dependencies;
  std::vector<prefix_map> prefix_maps;
  keep temporaries = keep::nothing;
  std::string database;          // behind -MJ: fragment of a compilation database
  std::string colours;           // of -fdiagnostics-color: always, never, auto or empty
  bool has_standard = false;     // a C++ standard was chosen
  bool verbose = false;          // -v
  bool dry_run = false;          // -###
  bool links_nothing = false;    // -r, -nostdlib: the runtime is not added
  bool leaves_files = false;     // the compiler writes more files beside its output
  bool names_main_file = false;  // the compiler records the path of its main file in the object
  std::vector<std::string> messages;  // options about the translator's own messages
};

// Reads the words behind the program's name. Errors: std::runtime_error with one line for an option
// without its value, an unknown language or a response file that never ends.
arguments read_arguments(const std::vector<std::string>& words);

// By its name: `.lcc` is dialect source, `.lh` a dialect header.
bool is_dialect_source(const std::string& path);
bool is_dialect_header(const std::string& path);

// Whether the host compiler is a Clang, by its name.
bool is_clang(const arguments& args);

}  // namespace lsub::driver
