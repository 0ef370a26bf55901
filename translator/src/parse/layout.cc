#include "parse/layout.h"

#include <algorithm>

#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"

namespace lsub::translate {
namespace {

token_kind kind_of(const clang::Token& t) {
  if (t.isAnyIdentifier()) return token_kind::identifier;
  if (t.isLiteral()) return token_kind::literal;
  if (clang::tok::getKeywordSpelling(t.getKind()) != nullptr) return token_kind::keyword;
  return token_kind::punctuator;
}

// Whether two neighbouring tokens look like the beginning of a construct.
bool is_candidate(const clang::Token& first, const clang::Token& second) {
  if (first.is(clang::tok::less)) return second.is(clang::tok::minus);
  if (first.isOneOf(clang::tok::kw_break, clang::tok::kw_continue))
    return second.is(clang::tok::identifier);
  if (!first.is(clang::tok::identifier)) return false;
  const llvm::StringRef name = first.getIdentifierInfo()->getName();
  return name == "select" || name == "doselect" || name == "go" || name == "defer";
}

}  // namespace

layout::layout(const unit& all, clang::Preprocessor& preprocessor, std::vector<unsigned>& expanded,
               laid_out& out)
    : tokens_(all.tokens),
      sources_(preprocessor.getSourceManager()),
      preprocessor_(preprocessor),
      expanded_(expanded),
      source_(out.source),
      view_(out.view),
      spellings_(out.spellings) {
  add_files(all);
  find_uses();
  find_candidates();
  build();
}

void layout::add_files(const unit& all) {
  for (const dialect_file& one : all.files) {
    text_range use;
    if (one.included_at.isValid()) {
      // The directive's line: from its hash to the end of the line.
      use.begin = file_position(one.included_at);
      for (const inclusion& directive : all.inclusions)
        if (sources_.getExpansionLineNumber(directive.hash) ==
                sources_.getExpansionLineNumber(one.included_at) &&
            sources_.getFileID(directive.hash) == sources_.getFileID(one.included_at))
          use.begin = file_position(directive.hash);
      use.end = use.begin;
      const std::string& text = source_.text();
      while (use.end < text.size() && text[use.end] != '\n' && text[use.end] != '\r') ++use.end;
    }
    const auto begin = sources_.getLocForStartOfFile(one.id);
    bases_[one.id] = source_.add_file(sources_.getBufferData(one.id),
                                      sources_.getPresumedLoc(begin).getFilename(), use);
  }
  for (const line_mark& one : all.marks) {
    const clang::PresumedLoc seen = sources_.getPresumedLoc(one.at);
    source_.mark_line(file_position(one.at), seen.getFilename(), seen.getLine());
  }
}

void layout::find_uses() {
  for (std::size_t at = 0; at < tokens_.size(); ++at) {
    const clang::Token& t = tokens_[at];
    if (t.isAnnotation() || t.is(clang::tok::eof)) continue;
    const clang::SourceLocation where = t.getLocation();
    if (!contains(where)) continue;
    ours_.push_back(at);
    if (!where.isMacroID()) continue;
    macro_tokens_[where.getRawEncoding()] = at;
    const auto range = sources_.getExpansionRange(where);
    const unsigned begin = file_position(range.getBegin());
    if (!uses_.empty() && uses_.back().range.begin == begin) {
      uses_.back().last = at;
      continue;
    }
    const bool whole = sources_.getFileID(range.getBegin()) == sources_.getFileID(range.getEnd());
    const unsigned length =
        clang::Lexer::MeasureTokenLength(range.getEnd(), sources_, preprocessor_.getLangOpts());
    use_by_position_[begin] = uses_.size();
    uses_.push_back(
        {at, at, {begin, whole ? file_position(range.getEnd()) + length : begin + 1}, whole});
  }
}

void layout::find_candidates() {
  const auto add = [&](std::size_t token) {
    const macro_use* use = use_at(token);
    if (use == nullptr || !use->whole) return;
    if (std::find(expanded_.begin(), expanded_.end(), use->range.begin) == expanded_.end())
      expanded_.push_back(use->range.begin);
  };
  if (uses_.empty()) return;
  for (std::size_t i = 0; i + 1 < ours_.size(); ++i) {
    const clang::Token& first = tokens_[ours_[i]];
    const clang::Token& second = tokens_[ours_[i + 1]];
    if ((first.getLocation().isMacroID() || second.getLocation().isMacroID()) &&
        is_candidate(first, second)) {
      add(ours_[i]);
      add(ours_[i + 1]);
    }
  }
}

const layout::macro_use* layout::use_at(std::size_t token) const {
  if (!tokens_[token].getLocation().isMacroID()) return nullptr;
  const auto it =
      std::upper_bound(uses_.begin(), uses_.end(), token,
                       [](std::size_t t, const macro_use& one) { return t < one.first; });
  if (it == uses_.begin() || std::prev(it)->last < token) return nullptr;
  return &*std::prev(it);
}

std::string layout::spelling(const clang::Token& t) {
  return preprocessor_.getSpelling(t);
}

void layout::add_expansion(const macro_use& use) {
  source_.add_expansion(use.range);
  const clang::Token* before = nullptr;
  for (std::size_t at = use.first; at <= use.last; ++at) {
    const clang::Token& t = tokens_[at];
    if (t.isAnnotation()) continue;
    const clang::SourceLocation spelled = sources_.getSpellingLoc(t.getLocation());
    const bool argument = contains(spelled) && sources_.isMacroArgExpansion(t.getLocation()) &&
                          spelled == sources_.getFileLoc(t.getLocation());
    // Tokens that touch in an argument touch here too; others are kept apart.
    const bool touches =
        before != nullptr && argument &&
        sources_.getSpellingLoc(before->getLocation()).getLocWithOffset(before->getLength()) ==
            spelled;
    expanded_positions_[at] =
        source_.add_token(spelling(t), before != nullptr && !touches,
                          argument ? file_position(spelled) : use.range.begin, argument);
    before = &t;
  }
}

void layout::build() {
  source_.drop_expansions();
  expanded_positions_.clear();
  view_.clear();
  spellings_.clear();
  for (unsigned at : expanded_)
    if (auto it = use_by_position_.find(at); it != use_by_position_.end())
      add_expansion(uses_[it->second]);
  view_.reserve(ours_.size());
  for (std::size_t at : ours_) {
    const clang::Token& t = tokens_[at];
    token one{.kind = kind_of(t), .source = at};
    one.in_macro = t.getLocation().isMacroID();
    const macro_use* use = one.in_macro ? use_at(at) : nullptr;
    if (auto it = expanded_positions_.find(at); it != expanded_positions_.end()) {
      one.offset = it->second;
      one.text = spellings_.emplace_back(spelling(t));
      one.stop = one.offset + static_cast<unsigned>(one.text.size());
    } else if (use != nullptr) {
      one.spelled = false;
      one.offset = use->range.begin;
      one.stop = use->range.end;
      one.text = spellings_.emplace_back(spelling(t));
    } else {
      one.offset = file_position(t.getLocation());
      one.stop = one.offset + t.getLength();
      // Digraphs read as what they stand for, line splices as if they were not there.
      const char* punctuator = clang::tok::getPunctuatorSpelling(t.getKind());
      if (punctuator != nullptr)
        one.text = punctuator;
      else if (t.needsCleaning())
        one.text = spellings_.emplace_back(spelling(t));
      else
        one.text = source_.slice({one.offset, one.stop});
    }
    view_.push_back(one);
  }
}

bool layout::expand(std::size_t at) {
  const macro_use* use = use_at(view_[at].source);
  if (use == nullptr || !use->whole) return false;
  if (std::find(expanded_.begin(), expanded_.end(), use->range.begin) != expanded_.end())
    return false;
  expanded_.push_back(use->range.begin);
  return true;
}

bool layout::contains(clang::SourceLocation at) const {
  return at.isValid() && bases_.contains(sources_.getFileID(sources_.getExpansionLoc(at)));
}

unsigned layout::file_position(clang::SourceLocation at) const {
  const auto [file, offset] = sources_.getDecomposedLoc(at);
  return bases_.lookup(file) + offset;
}

std::optional<std::size_t> layout::token_at(clang::SourceLocation at) const {
  const auto it = macro_tokens_.find(at.getRawEncoding());
  if (it == macro_tokens_.end()) return std::nullopt;
  return it->second;
}

unsigned layout::position(clang::SourceLocation at) const {
  if (at.isFileID()) return file_position(at);
  if (const auto token = token_at(at)) {
    if (auto it = expanded_positions_.find(*token); it != expanded_positions_.end())
      return it->second;
  }
  return file_position(sources_.getExpansionLoc(at));
}

text_range layout::text(clang::SourceRange range) const {
  // One end of the range; a token inside a use that is not expanded is noted.
  const auto edge = [&](clang::SourceLocation at, bool last) {
    if (at.isFileID())
      return file_position(at) +
             (last ? clang::Lexer::MeasureTokenLength(at, sources_, preprocessor_.getLangOpts())
                   : 0);
    const auto token = token_at(at);
    if (!token) {
      const auto whole = sources_.getExpansionRange(at);
      return last ? file_position(whole.getEnd()) +
                        clang::Lexer::MeasureTokenLength(whole.getEnd(), sources_,
                                                         preprocessor_.getLangOpts())
                  : file_position(whole.getBegin());
    }
    if (auto it = expanded_positions_.find(*token); it != expanded_positions_.end())
      return it->second +
             (last ? static_cast<unsigned>(preprocessor_.getSpelling(tokens_[*token]).size()) : 0);
    const macro_use* use = use_at(*token);
    if ((last ? use->last : use->first) != *token) noted_.insert(use->range.begin);
    return last ? use->range.end : use->range.begin;
  };
  return source_.lifted({edge(range.getBegin(), false), edge(range.getEnd(), true)});
}

}  // namespace lsub::translate
