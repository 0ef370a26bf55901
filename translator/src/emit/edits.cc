#include "emit/edits.h"

#include <algorithm>
#include <cctype>
#include <tuple>

namespace lsub::translate {
namespace {

constexpr int closing = 0, opening = 1, replacement = 2;

bool inside(text_range inner, text_range outer) {
  return inner.begin >= outer.begin && inner.end <= outer.end;
}

bool is_raw_string(std::string_view text, std::size_t quote) {
  return quote > 0 && text[quote - 1] == 'R';
}

// The end of the string or character literal whose quote stands at `at`.
std::size_t literal_end(std::string_view text, std::size_t at) {
  if (text[at] == '"' && is_raw_string(text, at)) {
    const std::size_t paren = text.find('(', at);
    if (paren == std::string_view::npos) return text.size();
    const std::string close = ")" + std::string(text.substr(at + 1, paren - at - 1)) + "\"";
    const std::size_t end = text.find(close, paren);
    return end == std::string_view::npos ? text.size() : end + close.size();
  }
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == text[at])
      return i + 1;
    else if (text[i] == '\n')
      return i;
  }
  return text.size();
}

// A quote inside a number is a digit separator.
bool is_separator(std::string_view text, std::size_t at) {
  return text[at] == '\'' && at > 0 &&
         std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0 && [&] {
           std::size_t i = at;
           while (i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0 ||
                            text[i - 1] == '\'' || text[i - 1] == '.'))
             --i;
           return std::isdigit(static_cast<unsigned char>(text[i])) != 0;
         }();
}

// Appends `text` with its comments and line ends turned into spaces.
void append_flat(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size());
    } else if (text.substr(i, 2) == "/*") {
      const std::size_t end = text.find("*/", i + 2);
      i = end == std::string_view::npos ? text.size() : end + 2;
      out += ' ';
    } else if ((text[i] == '"' || text[i] == '\'') && !is_separator(text, i)) {
      const std::size_t end = literal_end(text, i);
      out += text.substr(i, end - i);
      i = end;
    } else if (text[i] == '\\' && (text.substr(i, 2) == "\\\n" || text.substr(i, 3) == "\\\r\n")) {
      i += text[i + 1] == '\n' ? 2 : 3;
    } else {
      out += text[i] == '\n' || text[i] == '\r' ? ' ' : text[i];
      ++i;
    }
  }
}

}  // namespace

void edits::replace(unsigned begin, unsigned end, std::vector<piece> pieces) {
  list_.push_back({{begin, end}, {begin, end}, replacement, std::move(pieces)});
}

void edits::wrap(text_range range, std::string open, std::string close) {
  list_.push_back({{range.begin, range.begin}, range, opening, {std::move(open)}});
  list_.push_back({{range.end, range.end}, range, closing, {std::move(close)}});
}

void edits::insert(unsigned at, std::string text) {
  list_.push_back({{at, at}, {at, at}, closing, {std::move(text)}});
}

// Files stand for their #include lines, expansions with edits in them for the macro's use.
void edits::put_segments() {
  const auto& segments = source_.segments();
  std::vector<bool> edited(segments.size(), false);
  for (const edit& one : list_) edited[source_.segment_of(one.place.begin)] = true;
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const segment& one = segments[i];
    if (!one.file.empty() || edited[i])
      list_.push_back({one.use, one.use, replacement, {one.range}, true});
  }
}

std::string edits::apply(layout_style style) {
  style_ = style;
  put_segments();
  // At one place: closings first, the innermost of them first; then openings, the outermost first.
  std::stable_sort(list_.begin(), list_.end(), [](const edit& a, const edit& b) {
    return std::tuple(a.place.begin, a.rank,
                      a.rank == closing ? -1L * a.owner.begin : -1L * a.owner.end) <
           std::tuple(b.place.begin, b.rank,
                      b.rank == closing ? -1L * b.owner.begin : -1L * b.owner.end);
  });
  const segment& main = source_.segments()[0];
  const std::string_view text = source_.slice(main.range);
  const std::size_t line = text.find('\n');
  const bool crlf = line != std::string_view::npos && line > 0 && text[line - 1] == '\r';
  writer out(source_, style, crlf ? "\r\n" : "\n");
  out.start(main.file);
  render(main.range, mode::in_place, main.range.begin, out);
  return out.take();
}

// Whether an edit is applied where only `range` is rendered: nothing of it lies outside.
bool edits::goes_along(const edit& one, text_range range) const {
  const text_range owner = source_.lifted(one.owner);
  return inside(one.owner, range) || inside(owner, range);
}

void edits::render(text_range range, mode how, unsigned to, writer& out) const {
  auto first = std::lower_bound(list_.begin(), list_.end(), range.begin,
                                [](const edit& one, unsigned at) { return one.place.begin < at; });
  unsigned at = range.begin;
  for (auto it = first; it != list_.end() && it->place.begin <= range.end; ++it) {
    if (it->place.begin < at || (how != mode::in_place && !goes_along(*it, range))) continue;
    copy({at, it->place.begin}, how, to, out);
    put(*it, how, how == mode::flat ? to : it->place.begin, out);
    at = it->place.end;
  }
  copy({at, range.end}, how, to, out);
}

void edits::copy(text_range range, mode how, unsigned to, writer& out) const {
  for (unsigned at = range.begin; at < range.end;) {
    const unsigned end = source_.run_end(at, range.end);
    const std::string_view text = source_.slice({at, end});
    if (how == mode::flat) {
      std::string flat;
      append_flat(text, flat);
      out.generated(to, flat);
    } else {
      out.user(at, text);
    }
    at = end;
  }
}

// A plain name is evaluated on the line of the statement that asks for it, so that its own line,
// a select's case, is reached only when it is chosen. Anything else may be at fault and keeps its
// place.
edits::mode edits::mode_of(text_range moved, layout_style style) const {
  if (style == layout_style::lines) return mode::flat;
  const std::string_view text = source_.slice(moved);
  const bool name = std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
  });
  return name ? mode::flat : mode::moved;
}

void edits::put(const edit& one, mode how, unsigned at, writer& out) const {
  for (const piece& part : one.pieces) {
    if (!part.is_range)
      out.generated(style_ == layout_style::columns ? part.at.value_or(at) : at, part.text);
    else if (one.in_place)
      render(part.moved, how, at, out);
    else
      render(part.moved, how == mode::flat ? how : mode_of(part.moved, style_), at, out);
  }
}

}  // namespace lsub::translate
