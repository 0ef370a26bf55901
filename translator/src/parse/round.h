// One round: lex a dialect file, recognise, inject the encodings, parse with stock Clang, resolve.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "parse/facts.h"
#include "recognise/dialect.h"
#include "source/laid_out.h"
#include "warnings.h"

namespace lsub::translate {

struct round_input {
  std::string file;                    // path of the dialect file, as the user wrote it
  std::vector<std::string> arguments;  // Clang's arguments: language, search paths, macros
  const std::string* text = nullptr;   // the file's text when it is not to be read from the disk
  bool colours = false;
  const message_options* options = nullptr;  // for messages; required
  std::string precompiled =
      {};              // where precompiled headers lie that the file may take; empty: none
  bool whole = false;  // parse the functions of ordinary headers too, and listen to warnings
};

// What rounds learn, one after the other.
struct knowledge {
  decisions decided;
  std::map<unsigned, arrow_fact> dispatches = {};  // facts of those whose operands are decided
  bool words_settled = false;  // it is known which of `go`, `select`, … name the program's types
  std::vector<unsigned> expanded;  // macro uses to be read as their expansions
};

struct round_result : laid_out {
  std::unique_ptr<structure> shape;
  dialect found;
  facts known;
  std::vector<unsigned> expanded;  // macro uses that were read, or are to be read, as expansions
  bool expands_more = false;       // `expanded` has uses that this round did not read so
  std::vector<text_change> inclusions;    // directives that name dialect headers, or lie in them
  std::vector<text_change> conditionals;  // directives and branches, so that they stay as evaluated
  std::vector<std::string> files;         // everything read, the file itself included
  std::vector<std::string> user_files;    // those of them that no system directory holds
  bool precompiled = false;  // the library's header was not read, but taken precompiled
  bool asked =
      false;  // the round only found out which words the program declares: `known.plain_words`
  bool parsed = false;   // false: nothing of the dialect in it, so Clang's parser never ran
  bool failed = false;   // the last round's errors are the user's
  bool warned = false;   // a whole round: Clang warned of something
  std::string messages;  // rendered, ready to print
};

// Runs one round. Errors: never throws for what the file holds; `failed` and `messages` tell.
std::unique_ptr<round_result> run_round(const round_input& input, const knowledge& known);

}  // namespace lsub::translate
