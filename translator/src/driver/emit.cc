#include "driver/emit.h"

#include <iostream>
#include <string>

#include "driver/compile.h"
#include "driver/dependencies.h"
#include "driver/files.h"

namespace lsub::driver {
namespace {

// Why `input` can't be emitted as `args` ask; empty if it can.
std::string problem(const arguments& args, const input_file& input) {
  const bool header = is_dialect_header(input.path);
  if (args.last == stage::emit_cc) {
    if (input.dialect) return {};
    return header ? "a dialect header; use --emit-header"
                  : "not a dialect file; name it .lcc or use -x lsub";
  }
  if (is_dialect_source(input.path)) return "not a header; use --emit-cc";
  return input.dialect ? std::string() : "not a dialect header; name it .lh or use -x lsub";
}

}  // namespace

int emit(const arguments& args) {
  if (args.inputs.empty()) {
    std::cerr << "lsub++: error: no input files\n";
    return 1;
  }
  std::string all, rules;
  for (const input_file& input : args.inputs) {
    if (const std::string why = problem(args, input); !why.empty()) {
      std::cerr << "lsub++: error: " << input.path << ": " << why << '\n';
      return 1;
    }
    const translate::translation done = translate_file(args, input);
    if (!done.ok) return 1;
    all += done.output;
    if (args.dependencies.wanted) rules += dependency_rule(args, input, done, {}, {});
  }
  if (args.output.empty() || args.output == "-")
    print(all);
  else
    write_if_changed(args.output, all);
  if (args.dependencies.wanted) write_file(dependency_file(args, args.inputs[0]), rules);
  return 0;
}

}  // namespace lsub::driver
