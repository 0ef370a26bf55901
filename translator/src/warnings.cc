#include "warnings.h"

#include <algorithm>
#include <charconv>

namespace lsub::translate {
namespace {

// Takes `head` off the front of `word`; returns whether it was there.
bool skip(std::string_view& word, std::string_view head) {
  if (!word.starts_with(head)) return false;
  word.remove_prefix(head.size());
  return true;
}

bool is_own_name(std::string_view name) {
  return name == "lsub" || name.starts_with("lsub-");
}

// The name in -Wname, -Wno-name, -Werror=name and -Wno-error=name; empty if it is none of ours.
std::string_view own_name(std::string_view word) {
  if (!skip(word, "-W")) return {};
  if (!skip(word, "error=") && !skip(word, "no-error=")) skip(word, "no-");
  return is_own_name(word) ? word : std::string_view();
}

}  // namespace

message_options::message_options(const std::vector<std::string>& words) {
  for (const std::string& word : words) read(word);
}

void message_options::read(std::string_view word) {
  if (word == "-w") {
    none_ = true;
  } else if (word == "-Werror" || word == "-Wno-error") {
    all_errors_ = word == "-Werror";
  } else if (word == "-fdiagnostics-parseable-fixits") {
    parseable_fixits = true;
  } else if (word == "-fno-diagnostics-show-caret" || word == "-fno-caret-diagnostics") {
    carets = false;
  } else if (word == "-fdiagnostics-show-caret" || word == "-fcaret-diagnostics") {
    carets = true;
  } else if (word == "-fno-diagnostics-show-option" || word == "-fdiagnostics-show-option") {
    option_names = !word.starts_with("-fno-");
  } else if (skip(word, "-fmax-errors=") || skip(word, "-ferror-limit=")) {
    std::from_chars(word.data(), word.data() + word.size(), most_errors);
  } else if (const std::string_view name = own_name(word); !name.empty()) {
    word.remove_prefix(2);
    if (skip(word, "error=")) {
      set(name, errors_, true);
      set(name, enabled_, true);
    } else if (skip(word, "no-error=")) {
      set(name, errors_, false);
    } else {
      set(name, enabled_, !word.starts_with("no-"));
    }
  }
}

void message_options::set(std::string_view name, std::map<std::string, bool, std::less<>>& to,
                          bool value) {
  for (const char* one : warning_names::all)
    if (name == "lsub" || name == one) to[one] = value;
}

warning_fate message_options::fate(std::string_view name) const {
  const auto enabled = enabled_.find(name);
  if (none_ || (enabled != enabled_.end() && !enabled->second)) return warning_fate::ignored;
  const auto error = errors_.find(name);
  const bool fails = error == errors_.end() ? all_errors_ : error->second;
  return fails ? warning_fate::error : warning_fate::warning;
}

bool message_options::by_general_error(std::string_view name) const {
  return errors_.find(name) == errors_.end();
}

bool is_own_warning_option(std::string_view word) {
  return !own_name(word).empty();
}

bool is_shared_message_option(std::string_view word) {
  constexpr std::array shared{"-w",
                              "-Werror",
                              "-Wno-error",
                              "-fdiagnostics-parseable-fixits",
                              "-fno-diagnostics-show-caret",
                              "-fdiagnostics-show-caret",
                              "-fno-caret-diagnostics",
                              "-fcaret-diagnostics",
                              "-fno-diagnostics-show-option",
                              "-fdiagnostics-show-option"};
  return std::find(shared.begin(), shared.end(), word) != shared.end() ||
         word.starts_with("-fmax-errors=") || word.starts_with("-ferror-limit=");
}

std::string unknown_warning(std::string_view word) {
  const std::string_view name = own_name(word);
  if (name.empty() || name == "lsub") return {};
  const auto& all = warning_names::all;
  return std::find(all.begin(), all.end(), name) == all.end() ? std::string(name) : std::string();
}

}  // namespace lsub::translate
