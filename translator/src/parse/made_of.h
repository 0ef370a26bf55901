// What a precompiled header was made of: all that decides whether another parse would read the same
// there. It lies in a file of its own beside the precompiled header.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace clang {
class CompilerInstance;
}

namespace lsub::translate {

// A file that was read. Names are those by which the directives found it.
struct read_header {
  std::string path;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // nanoseconds
};

// A name between < and >, and what the search for it met.
struct header_lookup {
  std::string name;
  std::vector<std::string> found;  // in the order of the search, to the last one that was wanted
  bool missed = false;             // to the end: something asked for one more
};

struct made_of {
  std::string options;     // of the parse, without macros and search path
  std::string predefines;  // macros
  std::string names;       // every identifier that the preprocessor met, each between two newlines
  std::vector<read_header> files;
  std::vector<header_lookup> lookups;
  std::uint64_t size = 0;  // of the precompiled header
  std::uint64_t hash = 0;
};

std::string text_of(const made_of& record);
// Errors: nothing, if `text` is not what `text_of` gives.
std::optional<made_of> record_of(std::string_view text);

// What of `compiler`'s options changes the meaning of a header, whatever macros and search path do.
std::string options_of(clang::CompilerInstance& compiler);

// The name of the form for these options: `gnu++20-O2`.
std::string form_of(clang::CompilerInstance& compiler);

// The files named `name` that exist in the directories where `compiler` looks for headers between <
// and >, in order: up to `most`. Errors: nothing, if it looks anywhere but in directories.
std::optional<std::vector<std::string>> candidates(clang::CompilerInstance& compiler,
                                                   std::string_view name, std::size_t most);

}  // namespace lsub::translate
