#include "parse/conditionals.h"

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Preprocessor.h"
#include "parse/directives.h"

namespace lsub::translate {
namespace {

// A conditional: its directives, by index.
using chain = std::vector<std::size_t>;

class freezer {
 public:
  freezer(const unit& all, const layout& text, const clang::Preprocessor& preprocessor,
          const segment& file)
      : language_(preprocessor.getLangOpts()),
        base_(file.range.begin),
        bytes_(text.source().slice(file.range)) {
    for (const clang::SourceRange range : all.skipped) {
      if (!text.contains(range.getBegin())) continue;
      const unsigned begin = text.file_position(range.getBegin());
      if (begin >= file.range.begin && begin <= file.range.end)
        skipped_.push_back({begin - base_, text.file_position(range.getEnd()) - base_});
    }
  }

  std::vector<text_change> run() {
    directives_ = find_directives(bytes_, language_);
    for (const chain& one : chains())
      if (!is_guard(one) && holds_dialect(one)) freeze(one);
    return std::move(changes_);
  }

 private:
  // Outer conditionals come before those inside them.
  std::vector<chain> chains() const {
    std::vector<chain> found;
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < directives_.size(); ++i) {
      const directive& one = directives_[i];
      if (one.opens()) {
        open.push_back(found.size());
        found.push_back({i});
      } else if (!open.empty() && (one.continues() || one.closes())) {
        found[open.back()].push_back(i);
        if (one.closes()) open.pop_back();
      }
    }
    std::erase_if(found, [this](const chain& one) { return !directives_[one.back()].closes(); });
    return found;
  }

  // `#ifndef NAME`, `#define NAME` … `#endif` around the whole file.
  bool is_guard(const chain& one) const {
    return one.size() == 2 && one[0] == 0 && one[1] + 1 == directives_.size() &&
           directives_[0].name == "ifndef" && directives_[1].name == "define" &&
           directives_[0].words == directives_[1].words;
  }

  bool holds_dialect(const chain& one) const {
    return may_hold_dialect(
        bytes_, {directives_[one.front()].line.end, directives_[one.back()].line.begin}, language_);
  }

  bool is_skipped(unsigned at) const {
    for (const text_range& one : skipped_)
      if (one.begin <= at && at < one.end) return true;
    return false;
  }

  void freeze(const chain& one) {
    if (is_skipped(directives_[one.front()].line.begin)) return;
    for (std::size_t i = 0; i < one.size(); ++i) {
      const text_range line = directives_[one[i]].line;
      const bool last = i + 1 == one.size();
      // The lines between two directives are left out as a whole or not at all.
      const bool out = !last && is_skipped(line.end);
      if (begin_ == no_change) begin_ = line.begin;
      if (out) continue;
      changes_.push_back({{base_ + begin_, base_ + line.end}});
      begin_ = no_change;
    }
  }

  static constexpr unsigned no_change = static_cast<unsigned>(-1);

  const clang::LangOptions& language_;
  const unsigned base_;
  const std::string_view bytes_;
  std::vector<text_range> skipped_;
  std::vector<directive> directives_;
  std::vector<text_change> changes_;
  unsigned begin_ = no_change;
};

}  // namespace

std::vector<text_change> frozen_conditionals(const unit& all, const layout& text,
                                             const clang::Preprocessor& preprocessor) {
  std::vector<text_change> changes;
  for (const segment& file : text.source().segments()) {
    if (file.file.empty()) continue;
    auto more = freezer(all, text, preprocessor, file).run();
    changes.insert(changes.end(), std::make_move_iterator(more.begin()),
                   std::make_move_iterator(more.end()));
  }
  return changes;
}

}  // namespace lsub::translate
