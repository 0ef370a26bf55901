// The token view: what recognition works on.
//
// A token says what is written and where it stands in the source text; it knows nothing of Clang,
// so that the same recognition serves the translator, a formatter or an editor. A view holds the
// tokens of one dialect file in order, macros expanded.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace lsub::translate {

enum class token_kind : unsigned char { identifier, keyword, literal, punctuator };

struct token {
  token_kind kind;
  bool in_macro = false;  // came out of a macro expansion, as an argument or from the body
  bool spelled = true;    // [offset, stop) of the file is this token's text
  unsigned offset = 0;  // first byte in the file; for a token of a macro's body, of the macro's use
  unsigned stop = 0;    // behind its last byte; for a token of a macro's body, of the macro's use
  std::size_t source = 0;  // index in the stream the view was made from
  std::string_view text = {};

  unsigned end() const { return stop; }
  bool is(std::string_view spelling) const {
    return text == spelling && kind != token_kind::literal;
  }
};

using token_view = std::vector<token>;

// "No such token", for positions in a view.
inline constexpr std::size_t no_token = static_cast<std::size_t>(-1);

}  // namespace lsub::translate
