#include "raw_view.h"

#include "clang/Basic/IdentifierTable.h"
#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"

namespace lsub::translate {

token_view raw_view(std::string_view text) {
  clang::LangOptions options;
  options.CPlusPlus = options.CPlusPlus11 = options.CPlusPlus14 = options.CPlusPlus17 = true;
  options.CPlusPlus20 = options.Bool = options.CXXOperatorNames = true;
  clang::IdentifierTable names(options);
  clang::Lexer lexer(clang::SourceLocation(), options, text.data(), text.data(),
                     text.data() + text.size());
  token_view view;
  clang::Token t;
  for (lexer.LexFromRawLexer(t); t.isNot(clang::tok::eof); lexer.LexFromRawLexer(t)) {
    token one{.kind = token_kind::punctuator};
    one.stop = static_cast<unsigned>(lexer.getBufferLocation() - text.data());
    one.offset = one.stop - t.getLength();
    one.source = view.size();
    one.text = text.substr(one.offset, t.getLength());
    if (t.is(clang::tok::raw_identifier)) {
      one.kind = names.get(one.text).getTokenID() == clang::tok::identifier ? token_kind::identifier
                                                                            : token_kind::keyword;
    } else if (t.isLiteral()) {
      one.kind = token_kind::literal;
    }
    view.push_back(one);
  }
  return view;
}

}  // namespace lsub::translate
