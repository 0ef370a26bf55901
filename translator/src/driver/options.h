// What the driver knows of single options: which take a value, which Clang has to see, which matter
// only to the linker. Options it does not know are the host compiler's alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lsub::driver {

// Whether the value of `word` is the next word: `-I dir`, `-o file`.
bool takes_next_word(std::string_view word);

// Whether `word` changes what the source means, and Clang knows it. Everything else is kept from
// Clang, so options that only the host compiler has do no harm.
bool is_for_clang(std::string_view word);

// Whether `word` is of no use to a compilation without linking.
bool is_for_linker(std::string_view word);

// Whether `word` makes the compiler leave files beside its output: profiles, dumps, split debug
// information.
bool leaves_files(std::string_view word);

// GCC's long spelling of an option the driver reads (`--output=file`) as its short words; other
// words as they are. `next` is the word behind, taken as the value (and `used_next` set) where the
// long spelling has none of its own.
std::vector<std::string> short_spelling(const std::string& word, const std::string* next,
                                        bool& used_next);

}  // namespace lsub::driver
