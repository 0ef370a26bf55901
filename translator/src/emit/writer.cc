#include "emit/writer.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace lsub::translate {
namespace {

// So many line ends at most stand for a `#line`.
constexpr unsigned short_gap = 8;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Whether a token that ends with `left` and one that starts with `right` may read as one, or as a
// comment, where they touch.
bool join(char left, char right) {
  constexpr std::array<std::string_view, 15> pairs{"::", "<:", ":>", "%:", "<%",
                                                   "%>", "->", "++", "--", "<<",
                                                   ">>", "&&", "||", "//", "/*"};
  if (is_word(left)) return is_word(right) || right == '"' || right == '\'';
  if (right == '=') return std::string_view("+-*/%^&|<>=!").find(left) != std::string_view::npos;
  const std::array<char, 2> both{left, right};
  return std::find(pairs.begin(), pairs.end(), std::string_view(both.data(), both.size())) !=
         pairs.end();
}

std::string quoted(std::string_view path) {
  std::string out = "\"";
  for (char c : path) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

writer::writer(const source_text& source, layout_style style, std::string end_of_line)
    : source_(source), style_(style), end_of_line_(std::move(end_of_line)) {
  out_.reserve(source.text().size() * 2);
}

void writer::start(std::string_view file) {
  out_ += "#line 1 " + quoted(file) + end_of_line_;
  file_ = file;
  line_ = column_ = 1;
}

void writer::append(std::string_view text) {
  if (!out_.empty() && !text.empty() && join(out_.back(), text.front())) {
    out_ += ' ';
    ++column_;
  }
  out_ += text;
  for (std::size_t from = 0;;) {
    const std::size_t end = text.find('\n', from);
    if (end == std::string_view::npos) {
      column_ += static_cast<unsigned>(text.size() - from);
      return;
    }
    ++line_;
    column_ = 1;
    from = end + 1;
  }
}

void writer::new_line() {
  append(end_of_line_);
}

void writer::go_to_line(const place& where) {
  if (where.file == file_ && where.line == line_) return;
  const bool forward = where.file == file_ && where.line > line_;
  if (forward && (style_ == layout_style::lines || where.line - line_ <= short_gap)) {
    while (line_ < where.line) new_line();
    return;
  }
  if (column_ != 1) new_line();
  if (where.file == file_ && where.line == line_) return;
  out_ += "#line " + std::to_string(where.line);
  if (where.file != file_) out_ += " " + quoted(where.file);
  out_ += end_of_line_;
  file_ = where.file;
  line_ = where.line;
  column_ = 1;
}

void writer::user(unsigned at, std::string_view text) {
  if (text.empty()) return;
  const place where = source_.origin(at);
  go_to_line(where);
  const std::size_t blanks = text.find_first_not_of(" \t");
  const bool visible =
      blanks != std::string_view::npos && text[blanks] != '\n' && text[blanks] != '\r';
  if (style_ == layout_style::columns && where.exact && visible && column_ != where.column) {
    const unsigned column = where.column + static_cast<unsigned>(blanks);
    if (column_ > column) {
      out_ += end_of_line_;
      out_ += "#line " + std::to_string(line_) + end_of_line_;
      column_ = 1;
    }
    append(std::string(column - column_, ' '));
    text.remove_prefix(blanks);
  }
  append(text);
}

void writer::generated(unsigned at, std::string_view text) {
  if (text.empty()) return;
  go_to_line(source_.origin(at));
  append(text);
}

}  // namespace lsub::translate
