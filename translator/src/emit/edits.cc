#include "emit/edits.h"

#include <algorithm>
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

std::string edits::apply() {
  // At one place: closings first, the innermost of them first; then openings, the outermost first.
  std::stable_sort(list_.begin(), list_.end(), [](const edit& a, const edit& b) {
    return std::tuple(a.place.begin, a.rank,
                      a.rank == closing ? -1L * a.owner.begin : -1L * a.owner.end) <
           std::tuple(b.place.begin, b.rank,
                      b.rank == closing ? -1L * b.owner.begin : -1L * b.owner.end);
  });
  std::string out;
  out.reserve(source_.size() + 64 * list_.size());
  render({0, static_cast<unsigned>(source_.size())}, false, out);
  return out;
}

void edits::render(text_range range, bool one_line, std::string& out) const {
  auto first = std::lower_bound(list_.begin(), list_.end(), range.begin,
                                [](const edit& one, unsigned at) { return one.place.begin < at; });
  unsigned at = range.begin;
  for (auto it = first; it != list_.end() && it->place.begin <= range.end; ++it) {
    if (it->place.begin < at || !inside(it->owner, range)) continue;
    copy({at, it->place.begin}, one_line, out);
    put(*it, one_line, out);
    at = it->place.end;
  }
  copy({at, range.end}, one_line, out);
}

void edits::copy(text_range range, bool one_line, std::string& out) const {
  const std::string_view text = source_.substr(range.begin, range.end - range.begin);
  if (one_line)
    append_flat(text, out);
  else
    out += text;
}

void edits::put(const edit& one, bool one_line, std::string& out) const {
  for (const piece& part : one.pieces) {
    if (part.is_range)
      render(part.moved, true, out);
    else
      out += part.text;
  }
  if (one_line) return;
  const std::string_view replaced =
      source_.substr(one.place.begin, one.place.end - one.place.begin);
  for (std::size_t i = 0; i < replaced.size(); ++i) {
    if (replaced[i] != '\n') continue;
    if (i > 0 && replaced[i - 1] == '\r') out += '\r';
    out += '\n';
  }
}

}  // namespace lsub::translate
