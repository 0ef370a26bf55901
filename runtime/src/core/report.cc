#include "core/report.h"

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace lsub::detail {
namespace {

constexpr std::size_t line_bytes = 1024;

const char* what_for(wait_kind kind) noexcept {
  switch (kind) {
    case wait_kind::none:
      return "running";
    case wait_kind::receive:
      return "waiting to receive on channel";
    case wait_kind::send:
      return "waiting to send on channel";
    case wait_kind::select:
      return "waiting in select";
    case wait_kind::sleep:
      return "sleeping";
    case wait_kind::wait_group:
      return "waiting for wait_group";
    case wait_kind::mutex:
      return "waiting for mutex";
  }
  return "waiting";
}

// Appends to a line that is cut at its size.
class line {
 public:
  template <class... Args>
  void add(const char* format, Args... args) noexcept {
    const int n = std::snprintf(text_ + used_, line_bytes - used_, format, args...);
    if (n > 0) used_ += static_cast<std::size_t>(n);
    if (used_ >= line_bytes) used_ = line_bytes - 1;
  }
  void add_place(const char* before, location at) noexcept {
    if (at.line != 0) add("%s%s:%u", before, at.file, at.line);
  }
  const char* text() const noexcept { return text_; }

 private:
  char text_[line_bytes] = {};
  std::size_t used_ = 0;
};

void add_name(line& l, const fiber& f) noexcept {
  const auto id = static_cast<unsigned long long>(f.id);
  if (f.thread != nullptr) {
    l.add("thread %llu", id);
  } else if (f.id == 1) {
    l.add("%s", "fiber 1 (main)");
  } else {
    l.add("fiber %llu", id);
  }
}

}  // namespace

void print_fiber(const fiber& f) noexcept {
  line l;
  add_name(l, f);
  const wait_reason& w = f.waiting;
  const bool fresh = f.context == nullptr && f.thread == nullptr && f.id != 1;
  l.add(": %s", fresh ? "not yet run" : what_for(w.kind));
  const bool on_channel = w.kind == wait_kind::receive || w.kind == wait_kind::send;
  if (on_channel && w.object == nullptr) l.add("%s", " nil");
  if (w.object != nullptr) l.add(" %p", w.object);
  l.add_place(" at ", w.where);
  l.add_place(", started at ", f.started);
  std::fprintf(stderr, "%s\n", l.text());
}

void die_of_exception(const fiber& f) noexcept {
  line l;
  add_name(l, f);
  l.add_place(" (started at ", f.started);
  if (f.started.line != 0) l.add("%s", ")");
  const char* text = "unknown exception";
  try {
    throw;
  } catch (const std::exception& e) {
    text = e.what();
  } catch (const char* s) {
    text = s;
  } catch (...) {
  }
  std::fflush(stdout);
  std::fprintf(stderr, "fatal error: exception leaves %s: %s\n", l.text(), text);
  std::terminate();
}

void die_of_misuse(const char* what) noexcept {
  std::fflush(stdout);
  std::fprintf(stderr, "fatal error: %s\n", what);
  std::abort();
}

}  // namespace lsub::detail
