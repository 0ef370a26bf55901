// lsub++: a drop-in for g++ that also knows dialect files.
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "driver/build.h"
#include "driver/installation.h"
#include "driver/launch.h"
#include "driver/process.h"
#include "driver/run_command.h"

namespace {

using namespace lsub::driver;

constexpr char help[] = R"(usage: lsub++ [options] file...
       lsub++ run [options] file.lcc [arguments]
       lsub++ --launch compiler [options] file...

Translates Lsub C++ (.lcc) to C++ and compiles it with the host compiler. Takes g++'s options; its own are:
  --emit-cc      print the translation, or write it to the file behind -o
  --emit-header  print a dialect header (.lh) as a header for ordinary C++
  --cxx=NAME     the host compiler: g++ (default), clang++ or another with the same options
  -x lsub        the files that follow are dialect files, whatever their names
  -MJ FILE       append the command to a compilation database, with any host compiler
  --version      the version of lsub++ and of the host compiler
  --help         this text
)";

int drive(const std::vector<std::string>& words) {
  if (!words.empty() && words[0] == "run") return run_program({words.begin() + 1, words.end()});
  if (!words.empty() && words[0] == "--launch") return launch({words.begin() + 1, words.end()});
  // For the build and the installation of lsub++ itself.
  if (words.size() >= 2 && words[0] == "--precompile") {
    precompile_headers(read_arguments({words.begin() + 2, words.end()}), words[1]);
    return 0;
  }
  for (const std::string& word : words) {
    if (word == "--help") {
      std::cout << help;
      return 0;
    }
  }
  const arguments args = read_arguments(words);
  for (const std::string& word : words) {
    if (word == "--version") {
      std::cout << "lsub++ " LSUB_VERSION "\n" << std::flush;
      std::vector<std::string> command = args.compiler;
      command.push_back(word);
      return become(command);
    }
  }
  return build(args);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return drive({argv + 1, argv + argc});
  } catch (const died_of_signal& end) {
    die_of(end.number);
  } catch (const std::exception& error) {
    std::cerr << "lsub++: error: " << error.what() << '\n';
    return 1;
  }
}
