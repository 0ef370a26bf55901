// The bracket structure of a token view: partners, enclosing brackets, kinds of braces, statement
// starts.
//
// Built once, in one pass, without types: a brace is a block, a type's body, a namespace or a
// braced list by the tokens before it. Unbalanced input is tolerated: a bracket without a partner
// has partner no_token.
#pragma once

#include "recognise/token.h"

namespace lsub::translate {

enum class brace_kind : unsigned char { none, block, type_body, enum_body, name_space, list };

class structure {
 public:
  explicit structure(const token_view& view);

  // The matching bracket of the bracket at `at`; no_token if there is none.
  std::size_t partner(std::size_t at) const { return partner_[at]; }
  // The innermost bracket that encloses the token at `at` (a bracket is not inside itself);
  // no_token at top level.
  std::size_t parent(std::size_t at) const { return parent_[at]; }
  // What kind of brace opens (or closes) at `at`; none for any other token.
  brace_kind brace(std::size_t at) const { return brace_[at]; }
  // Whether a statement can start at `at`: in a block, after a complete statement, a label or a
  // control head.
  bool starts_statement(std::size_t at) const { return starts_[at]; }
  // Whether the closing parenthesis at `at` ends the head of an if, for, while or switch.
  bool ends_control_head(std::size_t at) const;
  // The last token of the statement that starts at `at`, labels and nested statements included;
  // no_token if the text ends before.
  std::size_t statement_end(std::size_t at) const;
  // Whether no lambda that sees local variables may stand at `at`: in a requires-expression, in the
  // parentheses of decltype, noexcept or sizeof, and outside of any function's body.
  bool bars_lambda(std::size_t at) const;
  // The next token at the same depth as `from`, at or after it, that is `spelling`, before `until`
  // and the end of the enclosing bracket; no_token if there is none. Skips everything in brackets.
  std::size_t find(std::size_t from, std::string_view spelling, std::size_t until = no_token) const;

 private:
  brace_kind classify(std::size_t at) const;
  bool decide_start(std::size_t at) const;
  bool opens_requirements(std::size_t at) const;
  bool is_label_colon(std::size_t at) const;

  const token_view& view_;
  std::vector<std::size_t> partner_;
  std::vector<std::size_t> parent_;
  std::vector<brace_kind> brace_;
  std::vector<char> starts_;
};

}  // namespace lsub::translate
