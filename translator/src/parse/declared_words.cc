#include "parse/declared_words.h"

#include <array>
#include <map>

#include "clang/Lex/Preprocessor.h"

namespace lsub::translate {
namespace {

constexpr std::array contextual_words{"go", "select", "doselect", "defer"};

// The token before the group of brackets that ends at `at`; 0 if there is none.
std::size_t before_brackets(const std::vector<clang::Token>& tokens, std::size_t at) {
  using namespace clang::tok;
  int depth = 0;
  for (std::size_t i = at; i > 0; --i) {
    if (tokens[i].isOneOf(r_square, r_paren)) ++depth;
    if (tokens[i].isOneOf(l_square, l_paren) && --depth == 0) return i - 1;
  }
  return 0;
}

}  // namespace

std::set<std::string_view> declared_types(const std::vector<clang::Token>& tokens,
                                          clang::Preprocessor& preprocessor) {
  std::map<const clang::IdentifierInfo*, std::string_view> words;
  for (const char* word : contextual_words) words[preprocessor.getIdentifierInfo(word)] = word;
  std::set<std::string_view> found;
  for (std::size_t at = 1; at < tokens.size(); ++at) {
    if (tokens[at].isNot(clang::tok::identifier)) continue;
    const auto word = words.find(tokens[at].getIdentifierInfo());
    if (word == words.end()) continue;
    using namespace clang::tok;
    std::size_t before = at - 1;
    // `class... name`, `class [[…]] name`, `struct alignas(…) name`
    while (before > 0 &&
           tokens[before].isOneOf(ellipsis, r_square, r_paren, kw_alignas, kw___attribute))
      before =
          tokens[before].isOneOf(r_square, r_paren) ? before_brackets(tokens, before) : before - 1;
    bool declares = tokens[before].isOneOf(kw_class, kw_struct, kw_union, kw_enum, kw_typename) ||
                    (tokens[before].is(kw_using) && tokens[at + 1].is(equal));
    // `typedef … name;`, `using a::name;`
    if (tokens[at + 1].is(semi))
      for (std::size_t i = at; i-- > 0 && !tokens[i].isOneOf(semi, r_brace) && !declares;)
        declares = tokens[i].isOneOf(kw_typedef, kw_using);
    if (declares) found.insert(word->second);
  }
  return found;
}

}  // namespace lsub::translate
