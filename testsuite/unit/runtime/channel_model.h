// A reference model of channels, select and close: small programs, run one step at a time under
// every schedule. It knows the language's rules and nothing of the runtime.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <vector>

namespace lsub::test {

struct communication {
  bool sends = false;
  std::size_t channel = 0;
};

// One operation of a fiber. A send offers a value of its own.
struct operation {
  enum class kind { communicate, select, attempt, close };  // attempt: select with default
  kind what = kind::communicate;
  std::vector<communication> cases;  // one, but for select and attempt; close uses its channel
};

struct program {
  std::vector<int> capacities;
  std::vector<std::vector<operation>> fibers;
};

// What a program did, one text: each fiber's results in order; a fiber that never ended is marked.
// A result is the case (-1: default), and for a send accepted or not, for a receive the value or
// -1.
using outcome = std::string;

outcome describe(const std::vector<std::vector<std::pair<int, int>>>& results,
                 const std::vector<bool>& ended);

// The value that a fiber's operation sends in one of its cases.
int value_sent(std::size_t fiber, std::size_t operation, std::size_t which);

// All outcomes the language allows.
std::set<outcome> allowed_outcomes(const program& p);

}  // namespace lsub::test
