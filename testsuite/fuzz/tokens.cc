#include "tokens.h"

#include <algorithm>
#include <array>

namespace lsub::fuzz {
namespace {

using translate::token;
using translate::token_kind;

constexpr std::array keywords{
    "alignas",  "alignof",   "auto",      "bool",     "break",     "case",      "catch",
    "char",     "class",     "concept",   "const",    "consteval", "constexpr", "continue",
    "co_await", "co_return", "co_yield",  "decltype", "default",   "delete",    "do",
    "double",   "else",      "enum",      "explicit", "export",    "extern",    "false",
    "float",    "for",       "friend",    "goto",     "if",        "inline",    "int",
    "long",     "mutable",   "namespace", "new",      "noexcept",  "nullptr",   "operator",
    "private",  "protected", "public",    "requires", "return",    "short",     "signed",
    "sizeof",   "static",    "struct",    "switch",   "template",  "this",      "throw",
    "true",     "try",       "typedef",   "typename", "union",     "unsigned",  "using",
    "virtual",  "void",      "volatile",  "while"};

// Longest first.
constexpr std::array punctuators{"<=>", "<<=", ">>=", "...", "->*", "::", "->", "++", "--",
                                 "<<",  "<=",  ">=",  "==",  "!=",  "&&", "||", "+=", "-=",
                                 "*=",  "/=",  "%=",  "^=",  "&=",  "|=", ".*", "##"};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t word_end(std::string_view text, std::size_t at) {
  const bool number = is_digit(text[at]);
  while (at < text.size() && (is_word(text[at]) || (number && text[at] == '.'))) ++at;
  return at;
}

std::size_t literal_end(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == text[at])
      return i + 1;
  }
  return text.size();
}

std::size_t punctuator_end(std::string_view text, std::size_t at) {
  for (std::string_view one : punctuators)
    if (text.substr(at, one.size()) == one) return at + one.size();
  return at + 1;
}

// Behind the blanks and comments at `at`.
std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) <= ' ') {
      ++at;
    } else if (text.substr(at, 2) == "//") {
      at = std::min(text.find('\n', at), text.size());
    } else if (text.substr(at, 2) == "/*") {
      const std::size_t end = text.find("*/", at + 2);
      at = end == std::string_view::npos ? text.size() : end + 2;
    } else {
      break;
    }
  }
  return at;
}

}  // namespace

translate::token_view tokens(std::string_view text) {
  translate::token_view view;
  for (std::size_t at = skip_blanks(text, 0); at < text.size(); at = skip_blanks(text, at)) {
    token one{.kind = token_kind::punctuator};
    std::size_t end = at;
    if (is_word(text[at])) {
      end = word_end(text, at);
      one.kind = is_digit(text[at]) ? token_kind::literal : token_kind::identifier;
      const std::string_view word = text.substr(at, end - at);
      if (std::find(keywords.begin(), keywords.end(), word) != keywords.end())
        one.kind = token_kind::keyword;
    } else if (text[at] == '"' || text[at] == '\'') {
      end = literal_end(text, at);
      one.kind = token_kind::literal;
    } else {
      end = punctuator_end(text, at);
    }
    end = std::min(end, text.size());
    one.offset = static_cast<unsigned>(at);
    one.stop = static_cast<unsigned>(end);
    one.source = view.size();
    one.text = text.substr(at, end - at);
    view.push_back(one);
    at = end;
  }
  return view;
}

}  // namespace lsub::fuzz
