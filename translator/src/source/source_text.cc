#include "source/source_text.h"

#include <algorithm>

namespace lsub::translate {

std::size_t source_text::name(std::string file) {
  const auto it = std::find(names_.begin(), names_.end(), file);
  if (it != names_.end()) return static_cast<std::size_t>(it - names_.begin());
  names_.push_back(std::move(file));
  return names_.size() - 1;
}

unsigned source_text::add_file(std::string_view bytes, std::string file, text_range use) {
  if (!segments_.empty()) text_ += '\n';
  const auto begin = static_cast<unsigned>(text_.size());
  text_ += bytes;
  segments_.push_back({{begin, static_cast<unsigned>(text_.size())}, use, file});
  files_ = segments_.size();
  const std::size_t id = name(std::move(file));
  unsigned line = 1;
  lines_.push_back({begin, id, line});
  for (std::size_t at = bytes.find('\n'); at != std::string_view::npos;
       at = bytes.find('\n', at + 1))
    lines_.push_back({begin + static_cast<unsigned>(at) + 1, id, ++line});
  return begin;
}

void source_text::mark_line(unsigned at, std::string file, unsigned line) {
  const std::size_t id = name(std::move(file));
  const unsigned end = segments_[segment_of(at)].range.end;
  auto it = std::lower_bound(lines_.begin(), lines_.end(), at,
                             [](const line_start& one, unsigned p) { return one.at < p; });
  for (; it != lines_.end() && it->at <= end; ++it) {
    it->file = id;
    it->line = line++;
  }
}

void source_text::add_expansion(text_range use) {
  text_ += '\n';
  const auto begin = static_cast<unsigned>(text_.size());
  segments_.push_back({{begin, begin}, use});
}

unsigned source_text::add_token(std::string_view spelling, bool space_before, unsigned from,
                                bool exact) {
  if (space_before) text_ += ' ';
  const auto at = static_cast<unsigned>(text_.size());
  text_ += spelling;
  segments_.back().range.end = static_cast<unsigned>(text_.size());
  origins_.push_back({at, from, exact});
  return at;
}

void source_text::drop_expansions() {
  segments_.resize(files_);
  origins_.clear();
  text_.resize(segments_.back().range.end);
}

std::size_t source_text::segment_of(unsigned at) const {
  const auto it =
      std::upper_bound(segments_.begin(), segments_.end(), at,
                       [](unsigned p, const segment& one) { return p < one.range.begin; });
  return static_cast<std::size_t>(it - segments_.begin()) - 1;
}

place source_text::origin(unsigned at) const {
  bool exact = true;
  if (segment_of(at) >= files_) {
    auto it = std::upper_bound(origins_.begin(), origins_.end(), at,
                               [](unsigned p, const token_origin& one) { return p < one.at; });
    if (it != origins_.begin()) --it;
    exact = it->exact && at >= it->at;
    at = exact ? it->from + (at - it->at) : it->from;
  }
  const auto it =
      std::prev(std::upper_bound(lines_.begin(), lines_.end(), at,
                                 [](unsigned p, const line_start& one) { return p < one.at; }));
  return {names_[it->file], it->line, at - it->at + 1, exact};
}

unsigned source_text::run_end(unsigned at, unsigned end) const {
  if (segment_of(at) < files_) return end;
  const auto it = std::upper_bound(origins_.begin(), origins_.end(), at,
                                   [](unsigned p, const token_origin& one) { return p < one.at; });
  return it == origins_.end() ? end : std::min(end, it->at);
}

// Moves `at` from the edge of its segment to the same edge of what the segment stands for.
bool source_text::leave(unsigned& at, bool as_end) const {
  const segment& one = segments_[segment_of(at)];
  if (&one == segments_.data() || !one.file.empty()) return false;
  if (at != (as_end ? one.range.end : one.range.begin)) return false;
  at = as_end ? one.use.end : one.use.begin;
  return true;
}

text_range source_text::lifted(text_range range) const {
  if (segment_of(range.begin) == segment_of(range.end)) {
    text_range outer = range;
    if (leave(outer.begin, false) && leave(outer.end, true)) return outer;
    return range;
  }
  text_range outer = range;
  leave(outer.begin, false);
  leave(outer.end, true);
  return segment_of(outer.begin) == segment_of(outer.end) ? outer : range;
}

}  // namespace lsub::translate
