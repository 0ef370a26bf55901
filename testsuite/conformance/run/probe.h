// Observes whether an operation blocks, from outside. Plain C++.
#pragma once

#include <lsub/lsub.h>

#include <chrono>
#include <utility>

// Runs `f` on a fiber of its own; true if it has not ended after ten milliseconds. A fiber that
// never ends is left behind. Answers true too often rather than too seldom: what must not block is
// called directly by the tests.
template <class F>
bool blocks(F f) {
  auto ended = lsub::make_chan<bool>(1);
  lsub::go([f = std::move(f), ended]() mutable {
    f();
    lsub::send(ended, true);
  });
  lsub::sleep(std::chrono::milliseconds(10));
  return lsub::len(ended) == 0;
}
