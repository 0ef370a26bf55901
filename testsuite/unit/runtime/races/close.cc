// A close comes before everything that tells of it.
#include "program.h"

namespace races {
namespace {

using lsub::make_chan;
using lsub::recv;
using lsub::send;

const program before_zero("no_race_close_before_zero", [] {
  for (int round = 1; round <= 200; ++round) {
    auto c = make_chan<int>(round % 2);
    int n = 0;
    together(
        [&] {
          n = round;
          close(c);
        },
        [&] {
          check(!recv(c));
          check(n == round);
        });
  }
});

const program before_end_of_range("no_race_close_before_end_of_range", [] {
  for (int round = 0; round < 100; ++round) {
    auto c = make_chan<int>(4);
    int sent = 0;
    together(
        [&] {
          for (int i = 0; i < 10; ++i) sent += send(c, i) ? 1 : 0;
          close(c);
        },
        [&] {
          int got = 0;
          for (const int i : c) got += i >= 0 ? 1 : 0;
          check(got == sent);
        });
  }
});

const program before_false_send("no_race_close_before_false_send", [] {
  for (int round = 1; round <= 100; ++round) {
    auto c = make_chan<int>(round % 3);
    int n = 0;
    together(
        [&] {
          recv(c);
          n = round;
          close(c);
        },
        [&] {
          while (send(c, 1)) {
          }
          check(n == round);
        });
  }
});

const program before_its_error("no_race_close_before_its_error", [] {
  for (int round = 1; round <= 100; ++round) {
    auto c = make_chan<int>();
    int n = 0;
    together(
        [&] {
          n = round;
          close(c, "enough");
        },
        [&] {
          while (!cerror(c)) lsub::yield();
          check(n == round);
          check(cerror(c).message() == "enough");
        });
  }
});

const program before_cclosed("no_race_close_before_cclosed", [] {
  for (int round = 1; round <= 100; ++round) {
    auto c = make_chan<int>();
    int n = 0;
    together(
        [&] {
          n = round;
          close(c);
        },
        [&] {
          while (!cclosed(c)) lsub::yield();
          check(n == round);
        });
  }
});

// What the closer does after its close is not ordered.
const program after_close("race_after_close", [] {
  cells all;
  meeting both;
  auto c = make_chan<int>();
  together(
      [&] {
        close(c);
        both.touch(all);
      },
      [&] {
        recv(c);
        both.touch(all);
      });
});

}  // namespace
}  // namespace races
