// `break L;` and `continue L;` with the labelled statements they name.
#include <map>

#include "recognise/dialect.h"
#include "recognise/messages.h"

namespace lsub::translate {
namespace {

bool is_label(const token_view& view, const structure& shape, std::size_t at) {
  return view[at].kind == token_kind::identifier && view[at + 1].is(":") &&
         shape.starts_statement(at);
}

// Reads the statement labelled at `at`; `last` is no_token if it is none that a jump may name.
labelled_statement read_label(const token_view& view, const structure& shape, std::size_t at) {
  labelled_statement one{.label = at};
  const std::size_t start = at + 2;
  if (start >= view.size()) return one;
  const token& word = view[start];
  one.doselects = word.is("doselect");
  one.loops = one.doselects || word.is("for") || word.is("while") || word.is("do");
  if (!one.loops && !word.is("select") && !word.is("switch")) return one;
  one.last = shape.statement_end(start);
  if (one.last == no_token) return one;
  if (word.is("do")) {
    one.body = start + 1;
  } else if (one.doselects) {
    one.body = shape.partner(one.last);
  } else if (one.loops) {
    one.body = shape.partner(shape.find(start, "(")) + 1;
  }
  if (one.loops) one.body_last = word.is("do") ? shape.statement_end(one.body) : one.last;
  return one;
}

class jump_finder {
 public:
  jump_finder(const token_view& view, const structure& shape, dialect& found)
      : view_(view), shape_(shape), found_(found) {}

  void run() {
    for (std::size_t at = 0; at + 2 < view_.size(); ++at) {
      if (is_label(view_, shape_, at)) labels_.push_back(read_label(view_, shape_, at));
      if (view_[at].is("goto")) gotos_.push_back(view_[at + 1].text);
      const bool jumps = view_[at].is("break") || view_[at].is("continue");
      if (jumps && view_[at + 1].kind == token_kind::identifier && view_[at + 2].is(";"))
        read_jump(at);
    }
    for (labelled_statement& one : found_.labels)
      for (std::string_view name : gotos_) one.keep_label |= view_[one.label].text == name;
  }

 private:
  void read_jump(std::size_t at) {
    labelled_jump jump{.keyword = at, .continues = view_[at].is("continue")};
    const std::string name(view_[at + 1].text);
    for (auto it = labels_.rbegin(); it != labels_.rend(); ++it) {
      if (view_[it->label].text != name || it->label > at) continue;
      if (it->last == no_token || at > it->last) break;
      if (jump.continues && !it->loops) {
        refuse(at);
        found_.problems.push_back({at + 1, fill(texts::jump_no_loop, {name})});
        return;
      }
      jump.target = index_of(*it);
      labelled_statement& target = found_.labels[jump.target];
      (jump.continues ? target.continues : target.breaks) = true;
      found_.jumps.push_back(jump);
      return;
    }
    refuse(at);
    found_.problems.push_back({at + 1, fill(texts::jump_no_label, {view_[at].text, name})});
  }

  void refuse(std::size_t at) { found_.refused.insert(found_.refused.end(), {at, at + 1}); }

  // The place of the label in the result, where it is put at its first use.
  std::size_t index_of(const labelled_statement& one) {
    auto [it, fresh] = places_.try_emplace(one.label, found_.labels.size());
    if (fresh) found_.labels.push_back(one);
    return it->second;
  }

  const token_view& view_;
  const structure& shape_;
  dialect& found_;
  std::vector<labelled_statement> labels_;
  std::vector<std::string_view> gotos_;
  std::map<std::size_t, std::size_t> places_;
};

}  // namespace

void find_jumps(const token_view& view, const structure& shape, dialect& found) {
  jump_finder(view, shape, found).run();
}

}  // namespace lsub::translate
