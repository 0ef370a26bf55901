// The dialect's own messages: what tokens and types show to be wrong or doubtful.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "parse/reword.h"

namespace lsub::translate {

// What is wrong with an arrow whose operands have these types; empty if nothing is.
std::string complaint(arrow_form form, const arrow_fact& fact);

// What is wrong with a call of one of the dialect's functions; empty if it is none of them.
std::string complaint(const refused_call& call);

// The tokens of a view by their positions.
class token_index {
 public:
  explicit token_index(const token_view& view);

  // The token that begins, or ends, at a position; no_token if none does.
  std::size_t starting(unsigned position) const { return find(starts_, position); }
  std::size_t ending(unsigned position) const { return find(ends_, position); }

 private:
  using map = std::unordered_map<unsigned, std::size_t>;
  static std::size_t find(const map& where, unsigned position) {
    const auto it = where.find(position);
    return it == where.end() ? no_token : it->second;
  }

  map starts_;
  map ends_;
};

// Text to insert around a range, as a proposal; empty where the range is no text of a file.
std::vector<clang::FixItHint> around(const reword_input& input, const token_index& tokens,
                                     text_range range, const char* before, const char* behind);

// The proposal that goes with what is wrong with an arrow; empty if none is sure.
std::vector<clang::FixItHint> proposal(const reword_input& input, const token_index& tokens,
                                       arrow_form form, const arrow_fact& fact);

// All errors and warnings that do not come from Clang. `reported` are the arrows of which one was
// already given.
std::vector<message> own_messages(const reword_input& input, const token_index& tokens,
                                  const std::set<unsigned>& reported);

}  // namespace lsub::translate
