// Timers order what the fiber that waits for them did; time itself orders nothing.
#include <chrono>

#include "program.h"

namespace races {
namespace {

using lsub::make_chan;
using lsub::recv;
using lsub::recv_for;
using lsub::send;
using lsub::send_for;
using namespace std::chrono_literals;

const program timer_channels("no_race_timer_channels", [] {
  on_fibers(8, [](int i) {
    int own = 0;
    for (int k = 1; k <= 20; ++k) {
      own += i;
      check(recv(lsub::after(std::chrono::microseconds(10 * i))).has_value());
      check(own == k * i);
    }
  });
  const auto ticks = lsub::tick(100us);
  int n = 0;
  for (int k = 0; k < 20; ++k) {
    together(
        [&] {
          recv(ticks);
          ++n;
        },
        [] { lsub::yield(); });
  }
  check(n == 20);
});

// A send that was not accepted in time leaves the cell to its sender.
const program deadlines("no_race_deadlines", [] {
  auto c = make_chan<int*>();
  auto back = make_chan<bool>();
  int accepted = 0;
  together(
      [&] {
        int cell = 0;
        for (int k = 0; k < 300; ++k) {
          cell = k;
          if (!send_for(c, &cell, std::chrono::microseconds(k % 30))) continue;
          recv(back);
          check(cell == -k);
          ++accepted;
        }
        close(c);
      },
      [&] {
        int taken = 0;
        while (!cclosed(c)) {
          const auto cell = recv_for(c, 20us);
          if (!cell) continue;
          **cell = -**cell;
          ++taken;
          send(back, true);
        }
        check(!cerror(c));
        check(taken >= 0);
      });
  check(accepted <= 300);
});

const program waits_with_deadlines("no_race_waits_with_deadlines", [] {
  for (int round = 1; round <= 100; ++round) {
    lsub::wait_group ended;
    ended.add();
    int n = 0;
    together(
        [&] {
          lsub::sleep(std::chrono::microseconds(round));
          n = round;
          ended.done();
        },
        [&] {
          while (!ended.wait_for(10us)) {
          }
          check(n == round);
        });
  }
});

// Two that sleep equally long are not ordered by it.
const program after_sleep("race_after_sleep", [] {
  cells all;
  meeting both;
  const auto run = [&] {
    lsub::sleep(1ms);
    both.touch(all);
  };
  together(run, run);
});

}  // namespace
}  // namespace races
