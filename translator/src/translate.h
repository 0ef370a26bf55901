// Translation of one dialect file to plain C++.
#pragma once

#include <string>
#include <vector>

#include "emit/layout_style.h"

namespace lsub::translate {

struct request {
  std::string file;                    // path as the user wrote it; messages and #line name it so
  std::vector<std::string> arguments;  // for Clang: language standard, search paths, macros
  const std::string* text = nullptr;   // the file's bytes if they are not to be read from `file`
  bool colours = false;                // in messages
  layout_style style = layout_style::lines;
  std::vector<std::string> options = {};  // about messages, as warnings.h knows them
  std::string precompiled = {};  // the directory of what `precompile` made; empty: headers are read
  bool whole = false;            // look at every function of every header too, as a compiler does
};

struct translation {
  bool ok = false;
  bool precompiled = false;  // <lsub/lsub.h> was taken from there
  bool checked = false;      // a whole look found nothing that a compiler would complain or warn of
  std::string output;        // the C++ text; the prelude line, then the file's bytes with edits
  std::string messages;      // errors and warnings, rendered; if ok, warnings at most
  std::vector<std::string> files;       // everything the result depends on, sorted
  std::vector<std::string> user_files;  // those of them that no system directory holds
};

// Makes `stem`.pch of <lsub/lsub.h> for parses with `arguments`, and `stem`.made-of. Both are whole
// or not there. Returns what is in the way; nothing if they are made.
std::string precompile(const std::vector<std::string>& arguments, const std::string& stem);

// Translates. The result depends on the file, what it includes and the arguments only.
// Errors: in the result; never throws for bad input. Thread-safety: calls are independent.
translation translate(const request& what);

}  // namespace lsub::translate
