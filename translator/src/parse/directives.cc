#include "parse/directives.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

namespace lsub::translate {
namespace {

clang::Lexer raw_lexer(std::string_view bytes, const clang::LangOptions& language) {
  return {clang::SourceLocation(), language, bytes.data(), bytes.data(),
          bytes.data() + bytes.size()};
}

}  // namespace

std::vector<directive> find_directives(std::string_view bytes, const clang::LangOptions& language) {
  std::vector<directive> found;
  // The lexer wants a zero behind its text.
  const std::string text(bytes);
  clang::Lexer lexer = raw_lexer(text, language);
  const auto begin_of = [&](const clang::Token& t) {
    return static_cast<unsigned>(lexer.getBufferLocation() - text.data()) - t.getLength();
  };
  clang::Token t;
  bool end = lexer.LexFromRawLexer(t);
  while (!end) {
    if (!t.is(clang::tok::hash) || !t.isAtStartOfLine()) {
      end = lexer.LexFromRawLexer(t);
      continue;
    }
    directive one{.line = {begin_of(t), begin_of(t) + 1}};
    for (int word = 0;; ++word) {
      end = lexer.LexFromRawLexer(t);
      if (end || t.isAtStartOfLine()) break;
      const unsigned at = begin_of(t);
      if (word < 2 && t.is(clang::tok::raw_identifier))
        (word == 0 ? one.name : one.words) = text.substr(at, t.getLength());
      one.line.end = at + t.getLength();
    }
    // A comment behind the directive is not a token.
    while (one.line.end < text.size() && text[one.line.end] != '\n' && text[one.line.end] != '\r')
      ++one.line.end;
    found.push_back(std::move(one));
  }
  return found;
}

bool may_hold_dialect(std::string_view bytes, text_range range,
                      const clang::LangOptions& language) {
  const std::string text(bytes.substr(range.begin, range.end - range.begin));
  clang::Lexer lexer = raw_lexer(text, language);
  clang::Token t;
  std::string before;
  for (bool end = false; !end;) {
    end = lexer.LexFromRawLexer(t);
    const std::string word(lexer.getBufferLocation() - t.getLength(), t.getLength());
    const bool name = t.is(clang::tok::raw_identifier);
    if (before == "<" && t.is(clang::tok::minus)) return true;
    if (name && (before == "break" || before == "continue")) return true;
    if (name && (word == "select" || word == "doselect" || word == "go" || word == "defer"))
      return true;
    before = t.isLiteral() ? std::string() : word;
  }
  return false;
}

}  // namespace lsub::translate
