#include "recognise/declared.h"

namespace lsub::translate {

bool declares_type(const token_view& view, std::string_view name) {
  for (std::size_t at = 1; at < view.size(); ++at) {
    if (!view[at].is(name) || view[at].kind != token_kind::identifier) continue;
    const token& before = view[at - 1];
    if (before.is("class") || before.is("struct") || before.is("union") || before.is("enum") ||
        before.is("typename"))
      return true;
    if (before.is("using") && at + 1 < view.size() && view[at + 1].is("=")) return true;
    // `typedef … name;`
    if (at + 1 < view.size() && view[at + 1].is(";")) {
      for (std::size_t i = at; i-- > 0 && !view[i].is(";") && !view[i].is("}");)
        if (view[i].is("typedef")) return true;
    }
  }
  return false;
}

}  // namespace lsub::translate
