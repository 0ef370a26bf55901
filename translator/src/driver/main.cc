// lsub++: a drop-in for g++ that also knows dialect files.
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "driver/build.h"
#include "driver/run_command.h"

namespace {

constexpr char help[] = R"(usage: lsub++ [options] file...
       lsub++ run [options] file.lcc [arguments]

Translates Lsub C++ (.lcc) to C++ and compiles it with the host compiler. Takes g++'s options; its own are:
  --emit-cc      print the translation, or write it to the file behind -o
  --cxx=NAME     the host compiler: g++ (default), clang++ or another with the same options
  -x lsub        the files that follow are dialect files, whatever their names
  --version      the version of lsub++ and of the host compiler
  --help         this text
)";

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (!words.empty() && words[0] == "run")
      return lsub::driver::run_program({words.begin() + 1, words.end()});
    for (const std::string& word : words) {
      if (word == "--help") {
        std::cout << help;
        return 0;
      }
    }
    const auto args = lsub::driver::read_arguments(words);
    for (const std::string& word : words) {
      if (word == "--version") {
        std::cout << "lsub++ " LSUB_VERSION "\n" << std::flush;
        return lsub::driver::run({args.cxx, "--version"});
      }
    }
    return lsub::driver::build(args);
  } catch (const std::exception& error) {
    std::cerr << "lsub++: error: " << error.what() << '\n';
    return 1;
  }
}
