// Running other programs, and what SIGINT, SIGTERM and SIGHUP do to the driver: they end the
// program that runs, the driver's temporary files go, and the driver dies of the same signal.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace lsub::driver {

// A program that was run died of a signal, so the driver has to, once everything is cleaned up.
struct died_of_signal {
  int number;
};

// Dies of signal `number`, as the parent sees it.
[[noreturn]] void die_of(int number);

// From here on signals remove `path` before they end the driver; empty: nothing.
// Requires: a hold_signals.
void remove_on_signal(const std::string& path);

// While one lives, signals wait. Keeps files from being made while others are removed.
class hold_signals {
 public:
  hold_signals();
  ~hold_signals();
  hold_signals(const hold_signals&) = delete;
  hold_signals& operator=(const hold_signals&) = delete;
};

// Runs `words`, the first found through PATH, and waits; `input`, unless empty, is a file for its
// standard input. Returns the exit status; 127, after a line on stderr, if it can't be started.
// Errors: died_of_signal.
int run(const std::vector<std::string>& words, const std::string& input = {});

// What `words` prints on its standard output, and nothing else; empty if it fails.
std::string output_of(const std::vector<std::string>& words);

// Becomes `words`, the first found through PATH, or the program at `path` if one is given. Returns
// only if that fails: 127, after a line on stderr.
int become(const std::vector<std::string>& words, const std::string& path = {});

// `words` as a shell would take them.
std::string quoted(const std::vector<std::string>& words);

}  // namespace lsub::driver
