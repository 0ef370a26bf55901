// One round: lex a dialect file, recognise, inject the encodings, parse with stock Clang, resolve.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "parse/facts.h"
#include "recognise/dialect.h"

namespace lsub::translate {

struct round_input {
  std::string file;                    // path of the dialect file, as the user wrote it
  std::vector<std::string> arguments;  // Clang's arguments: language, search paths, macros
  const std::string* text = nullptr;   // the file's text when it is not to be read from the disk
  bool colours = false;
};

struct round_result {
  std::string text;  // the file's bytes
  token_view view;   // refers to `text` and `spellings`
  std::deque<std::string> spellings;
  std::unique_ptr<structure> shape;
  dialect found;
  facts known;
  std::vector<std::string> files;  // everything read, the file itself included
  bool parsed = false;   // false: nothing of the dialect in it, so Clang's parser never ran
  bool failed = false;   // the last round's errors are the user's
  std::string messages;  // rendered, ready to print
};

// Runs one round. Errors: never throws for what the file holds; `failed` and `messages` tell.
std::unique_ptr<round_result> run_round(const round_input& input, const decisions& known);

}  // namespace lsub::translate
