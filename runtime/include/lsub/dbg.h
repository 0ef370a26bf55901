// Small tools to watch a program: traces of calls, printers under a condition, a table of what
// runs.
//
// Plain C++; the package library behind it is linked by lsub++. Needs the headers of {fmt}, and
// nothing of its library. Thread-safety: all of it may be used from any fiber or thread at any
// time.
#pragma once

#include <lsub/detail/location.h>
#include <lsub/io.h>

#ifndef FMT_HEADER_ONLY
#define FMT_HEADER_ONLY
#endif
#include <fmt/core.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace lsub::dbg {

// Prints "bgn NAME FILE:LINE" on standard output and returns what follows the "bgn": where it is
// called, the file relative to the directory the program was started in. To be used as in
//   defer dbg::trace(dbg::call("name"));
std::string call(std::string_view name, detail::location at = detail::here());

// Prints "end WHAT" on standard output.
void trace(std::string_view what);

// Prints formatted text while a condition holds, else nothing. Copies print to the same writer, one
// line after the other.
class printer {
 public:
  // Prints nothing.
  printer() noexcept = default;
  printer(std::shared_ptr<io::writer> to, std::function<bool()> on);

  // Blocks: as the writer does. The count is 0 if the condition does not hold; the arguments are
  // not formatted then.
  template <class... Args>
  io::outcome operator()(fmt::format_string<Args...> text, Args&&... args) const {
    if (!is_on()) return {};
    return print(fmt::format(text, std::forward<Args>(args)...));
  }

 private:
  struct state;

  bool is_on() const;
  io::outcome print(std::string_view text) const;

  std::shared_ptr<state> state_;
};

// A printer that asks `on` at each call.
printer func_printf(std::shared_ptr<io::writer> to, std::function<bool()> on);

// A printer that looks at `flag` at each call. Requires: `*flag` outlives the printer's copies; a
// plain one does not change while another thread prints.
printer flag_printf(std::shared_ptr<io::writer> to, const bool* flag);
printer flag_printf(std::shared_ptr<io::writer> to, const std::atomic<bool>* flag);

// Prints two tables on standard error: what each fiber does, waits for and where it was started;
// then what each channel holds and who waits for it. The program goes on meanwhile, so lines are
// true at different moments.
void dump();

}  // namespace lsub::dbg
