// The chosen case of a select orders as the operation alone would.
#include "program.h"

namespace races {
namespace {

using lsub::chan;
using lsub::make_chan;
using lsub::recv;
using lsub::send;
using lsub::detail::here;
using lsub::detail::receive_case;
using lsub::detail::send_case;

const program receives("no_race_select_receives", [] {
  constexpr int each = 500;
  int cells[2] = {};
  const chan<int> c[2] = {make_chan<int>(), make_chan<int>(1)};
  chan<bool> seen[2] = {make_chan<bool>(), make_chan<bool>()};
  for (int i = 0; i < 2; ++i) {
    lsub::go([&, i] {
      for (int k = 1; k <= each; ++k) {
        cells[i] = k;
        send(c[i], k);
        recv(seen[i]);
      }
    });
  }
  for (int k = 0; k < 2 * each; ++k) {
    receive_case<int> first(c[0]);
    receive_case<int> second(c[1]);
    const auto chosen = lsub::detail::select(here(), first, second);
    const int value = chosen == 0 ? first.value() : second.value();
    check(cells[chosen] == value);
    send(seen[chosen], true);
  }
});

const program sends("no_race_select_sends", [] {
  constexpr int values = 1000;
  int cells[values] = {};
  int sum = 0;
  auto a = make_chan<int>();
  auto b = make_chan<int>(2);
  lsub::wait_group ended;
  ended.add(2);
  int sums[2] = {};
  const auto take = [&](const chan<int>& c, int& into) {
    for (const int i : c) into += cells[i];
    ended.done();
  };
  lsub::go([&] { take(a, sums[0]); });
  lsub::go([&] { take(b, sums[1]); });
  for (int i = 0; i < values; ++i) {
    cells[i] = i;
    sum += i;
    send_case<int> to_a(a, i);
    send_case<int> to_b(b, i);
    lsub::detail::select(here(), to_a, to_b);
  }
  close(a);
  close(b);
  ended.wait();
  check(sums[0] + sums[1] == sum);
});

// Two selects meet, each ready to send and to receive.
const program both_ways("no_race_select_both_ways", [] {
  int cells[2] = {};
  auto c = make_chan<int>();
  auto d = make_chan<int>();
  const auto run = [&](int me, const chan<int>& out, const chan<int>& in) {
    for (int k = 1; k <= 300; ++k) {
      ++cells[me];
      bool sent = false;
      bool got = false;
      while (!sent || !got) {
        send_case<int> to(sent ? chan<int>() : out, cells[me]);
        receive_case<int> from(got ? chan<int>() : in);
        if (lsub::detail::select(here(), to, from) == 0) {
          sent = true;
        } else {
          check(from.value() == k);
          check(cells[1 - me] == k);
          got = true;
        }
      }
      // The other one reads the cell until it has received.
      if (me == 0) {
        send(c, 0);
        recv(d);
      } else {
        recv(c);
        send(d, 0);
      }
    }
  };
  together([&] { run(0, c, d); }, [&] { run(1, d, c); });
});

const program woken_by_close("no_race_select_woken_by_close", [] {
  for (int round = 1; round <= 100; ++round) {
    auto c = make_chan<int>();
    auto never = make_chan<int>();
    int n = 0;
    together(
        [&] {
          lsub::yield();
          n = round;
          close(c);
        },
        [&] {
          receive_case<int> from(never);
          send_case<int> to(c, round);
          check(lsub::detail::select(here(), from, to) == 1 && !to.ok());
          check(n == round);
        });
  }
});

const program polls("no_race_select_polls", [] {
  for (int round = 1; round <= 100; ++round) {
    auto c = make_chan<int>(1);
    int n = 0;
    together(
        [&] {
          n = round;
          send(c, round);
        },
        [&] {
          for (;;) {
            receive_case<int> from(c);
            if (lsub::detail::select_default(here(), from) != 0) continue;
            check(from.value() == n);
            return;
          }
        });
  }
});

// That nothing was ready orders nothing.
const program default_case("race_select_default", [] {
  cells all;
  meeting both;
  auto c = make_chan<int>(1);
  together(
      [&] {
        both.touch(all);
        send(c, 1);
      },
      [&] {
        receive_case<int> from(c);
        check(lsub::detail::select_default(here(), from) != 0);
        both.touch(all);
      });
});

// Only the chosen case orders: here the other channel's sender still writes.
const program other_case("race_select_other_case", [] {
  cells all;
  meeting both;
  auto chosen = make_chan<int>(1);
  auto other = make_chan<int>();
  send(chosen, 1);
  together(
      [&] {
        both.touch(all);
        send(other, 1);
      },
      [&] {
        receive_case<int> first(chosen);
        receive_case<int> second(other);
        check(lsub::detail::select(here(), first, second) == 0);
        both.touch(all);
        recv(other);
      });
});

}  // namespace
}  // namespace races
