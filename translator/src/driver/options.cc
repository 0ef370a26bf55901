#include "driver/options.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <iterator>

namespace lsub::driver {
namespace {

using words = std::initializer_list<std::string_view>;

template <class Words>
bool holds(const Words& those, std::string_view word) {
  return std::find(std::begin(those), std::end(those), word) != std::end(those);
}

bool is_any(std::string_view word, const words& those) {
  return holds(those, word);
}

bool starts_with_any(std::string_view word, const words& heads) {
  return std::any_of(heads.begin(), heads.end(),
                     [&](std::string_view head) { return word.starts_with(head); });
}

// `-fname`, `-fno-name` as `name`; empty if `word` is not of that kind.
std::string_view switch_name(std::string_view word, std::string_view head) {
  if (!word.starts_with(head)) return {};
  word.remove_prefix(head.size());
  if (word.starts_with("no-")) word.remove_prefix(3);
  return word;
}

// -f switches that predefine macros or change what the language accepts.
constexpr std::string_view language_switches[] = {"exceptions",
                                                  "rtti",
                                                  "signed-char",
                                                  "unsigned-char",
                                                  "char8_t",
                                                  "short-wchar",
                                                  "short-enums",
                                                  "builtin",
                                                  "ms-extensions",
                                                  "gnu-keywords",
                                                  "asm",
                                                  "operator-names",
                                                  "access-control",
                                                  "fast-math",
                                                  "finite-math-only",
                                                  "math-errno",
                                                  "aligned-new",
                                                  "aligned-allocation",
                                                  "threadsafe-statics",
                                                  "sized-deallocation",
                                                  "pic",
                                                  "PIC",
                                                  "pie",
                                                  "PIE",
                                                  "stack-protector",
                                                  "stack-protector-strong",
                                                  "stack-protector-all",
                                                  "dollars-in-identifiers",
                                                  "pack-struct",
                                                  "coroutines"};

// -m switches that predefine macros and open builtins.
constexpr std::string_view machine_switches[] = {
    "mmx",         "sse",        "sse2",       "sse3",         "ssse3",      "sse4",
    "sse4.1",      "sse4.2",     "sse4a",      "avx",          "avx2",       "avx512f",
    "avx512cd",    "avx512vl",   "avx512bw",   "avx512dq",     "avx512ifma", "avx512vbmi",
    "avx512vbmi2", "avx512vnni", "avx512bf16", "avx512bitalg", "avx512fp16", "avx512vpopcntdq",
    "avxvnni",     "fma",        "fma4",       "bmi",          "bmi2",       "lzcnt",
    "popcnt",      "aes",        "pclmul",     "f16c",         "rdrnd",      "rdseed",
    "adx",         "sha",        "xsave",      "xsaveopt",     "xsavec",     "xsaves",
    "movbe",       "gfni",       "vaes",       "vpclmulqdq",   "cx16",       "crc32",
    "fsgsbase",    "clflushopt", "clwb",       "movdiri",      "movdir64b",  "waitpkg"};

struct spelling {
  std::string_view name, brief;
  bool value;
};

// The long spellings of the options that the driver itself has to understand.
constexpr std::array<spelling, 19> long_spellings{{
    {"--output", "-o", true},
    {"--compile", "-c", false},
    {"--assemble", "-S", false},
    {"--preprocess", "-E", false},
    {"--verbose", "-v", false},
    {"--language", "-x", true},
    {"--include-directory", "-I", true},
    {"--include-directory-after", "-idirafter", true},
    {"--include", "-include", true},
    {"--imacros", "-imacros", true},
    {"--define-macro", "-D", true},
    {"--undefine-macro", "-U", true},
    {"--dependencies", "-M", false},
    {"--user-dependencies", "-MM", false},
    {"--write-dependencies", "-MD", false},
    {"--write-user-dependencies", "-MMD", false},
    {"--library-directory", "-L", true},
    {"--no-standard-includes", "-nostdinc", false},
    {"--ansi", "-ansi", false},
}};

}  // namespace

bool takes_next_word(std::string_view word) {
  return is_any(word, {"-I",
                       "-D",
                       "-U",
                       "-L",
                       "-l",
                       "-T",
                       "-u",
                       "-z",
                       "-B",
                       "-A",
                       "-e",
                       "-h",
                       "-R",
                       "-F",
                       "-include",
                       "-imacros",
                       "-isystem",
                       "-iquote",
                       "-idirafter",
                       "-isysroot",
                       "-iprefix",
                       "-iwithprefix",
                       "-iwithprefixbefore",
                       "-imultilib",
                       "-imultiarch",
                       "-include-pch",
                       "-cxx-isystem",
                       "-ivfsoverlay",
                       "--param",
                       "-aux-info",
                       "-wrapper",
                       "-specs",
                       "--sysroot",
                       "--entry",
                       "-target",
                       "-Xlinker",
                       "-Xassembler",
                       "-Xpreprocessor",
                       "-Xclang",
                       "-mllvm",
                       "-arch",
                       "-Tbss",
                       "-Tdata",
                       "-Ttext",
                       "-dumpbase",
                       "-dumpbase-ext",
                       "-dumpdir",
                       "-fdebug-compilation-dir",
                       "-working-directory",
                       "-MF",
                       "-MT",
                       "-MQ",
                       "-MJ",
                       "-x",
                       "-o"});
}

bool is_for_clang(std::string_view word) {
  // A C standard on a command line of several languages is not Clang's business.
  if (word.starts_with("-std=")) return starts_with_any(word, {"-std=c++", "-std=gnu++"});
  if (starts_with_any(word, {"-D", "-U", "-I", "-O"})) return true;
  if (starts_with_any(word, {"-isystem", "-iquote", "-idirafter", "-isysroot", "-iprefix",
                             "-iwithprefix", "--sysroot", "--target=", "-stdlib=", "-march=",
                             "-ftemplate-depth=", "-fconstexpr-depth=", "-fpack-struct="}))
    return true;
  if (is_any(word, {"-include", "-imacros", "-target", "-nostdinc", "-nostdinc++", "-ansi",
                    "-ffreestanding", "-fhosted", "-m32", "-m64", "-mx32", "-pthread", "-undef",
                    "-trigraphs"}))
    return true;
  return holds(language_switches, switch_name(word, "-f")) ||
         holds(machine_switches, switch_name(word, "-m"));
}

bool is_for_linker(std::string_view word) {
  return starts_with_any(word, {"-l", "-L", "-Wl,", "-fuse-ld=", "-Tbss", "-Tdata", "-Ttext"}) ||
         is_any(word, {"-Xlinker",
                       "-static",
                       "-shared",
                       "-rdynamic",
                       "-s",
                       "-T",
                       "-u",
                       "-z",
                       "-e",
                       "-h",
                       "-R",
                       "--entry",
                       "-pie",
                       "-no-pie",
                       "-static-pie",
                       "-static-libgcc",
                       "-static-libstdc++",
                       "-nostartfiles",
                       "-nodefaultlibs",
                       "-nostdlib"});
}

bool leaves_files(std::string_view word) {
  return is_any(word, {"-coverage", "--coverage", "-ftest-coverage", "-fprofile-arcs", "-da"}) ||
         starts_with_any(word, {"-save-temps", "--save-temps", "-fprofile-", "-gsplit-dwarf",
                                "-fdump-", "-fstack-usage", "-fcallgraph-info", "-ftime-trace",
                                "-fsave-optimization-record", "-fbranch-probabilities"});
}

std::vector<std::string> short_spelling(const std::string& word, const std::string* next,
                                        bool& used_next) {
  used_next = false;
  if (word.starts_with("--std=") || word.starts_with("--save-temps")) return {word.substr(1)};
  for (const spelling& one : long_spellings) {
    const std::string_view name = std::string_view(word).substr(0, word.find('='));
    if (name != one.name) continue;
    if (!one.value) return {std::string(one.brief)};
    if (name.size() < word.size()) return {std::string(one.brief), word.substr(name.size() + 1)};
    if (next == nullptr) return {std::string(one.brief)};
    used_next = true;
    return {std::string(one.brief), *next};
  }
  return {word};
}

}  // namespace lsub::driver
