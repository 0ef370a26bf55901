#include "driver/database.h"

#include <cstdio>
#include <filesystem>

#include "driver/files.h"
#include "driver/inputs.h"

namespace lsub::driver {
namespace {

std::string json(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
      out += code;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

void write_database(const arguments& args) {
  if (args.database.empty() || args.dry_run) return;
  const std::string directory = std::filesystem::current_path().string();
  std::string text;
  for (std::size_t number = 0; number < args.inputs.size(); ++number) {
    const input_file& input = args.inputs[number];
    if (!is_source(input)) continue;
    const std::string output = args.output.empty() ? default_output(args, input) : args.output;
    text += "{ \"directory\": " + json(directory) + ", \"file\": " + json(input.path);
    if (!output.empty()) text += ", \"output\": " + json(output);
    text += ", \"arguments\": [\"lsub++\"";
    for (const given_word& word : args.given)
      if (word.whose != given_word::database && (!word.is_input || word.input == number))
        text += ", " + json(word.text);
    text += "]},\n";
  }
  append_to_file(args.database, text);
}

}  // namespace lsub::driver
