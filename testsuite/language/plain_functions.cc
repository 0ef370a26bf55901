// RUN: %run
// RUN: %run-clang
// The operations as functions, for files of plain C++.
#include <lsub/lsub.h>

#include <chrono>
#include <string>
#include <thread>

#include "check.h"

using namespace std::chrono_literals;

int main() {
  auto c = lsub::make_chan<std::string>(1);
  check(lsub::send(c, "one"));
  check(lsub::recv(c) == "one");
  check(lsub::try_send(c, "two"));
  check(!lsub::try_send(c, "three"));
  check(lsub::try_recv(c) == "two");
  check(!lsub::try_recv(c));
  lsub::go([c] {
    for (int i = 0; i < 3; ++i) lsub::send(c, std::to_string(i));
    close(c, "finished");
  });
  int seen = 0;
  for (const auto& text : c) check(text == std::to_string(seen++));
  check(seen == 3);
  check(!lsub::recv(c));
  check(!lsub::send(c, "late"));
  check(cerror(c).message() == "finished");
}
