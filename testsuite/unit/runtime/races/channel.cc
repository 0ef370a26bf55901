// Sends and receives order what came before and after them.
#include <memory>
#include <vector>

#include "program.h"

namespace races {
namespace {

using lsub::chan;
using lsub::make_chan;
using lsub::recv;
using lsub::send;

const program unbuffered_send("no_race_unbuffered_send", [] {
  for (int round = 1; round <= 200; ++round) {
    auto c = make_chan<bool>();
    int n = 0;
    together(
        [&] {
          n = round;
          send(c, true);
        },
        [&] {
          recv(c);
          check(n == round);
        });
  }
});

// A receive begins before the send it takes from is complete.
const program unbuffered_receive("no_race_unbuffered_receive", [] {
  for (int round = 1; round <= 200; ++round) {
    auto c = make_chan<bool>();
    int n = 0;
    together(
        [&] {
          n = round;
          recv(c);
        },
        [&] {
          send(c, true);
          check(n == round);
        });
  }
});

const program buffered_send("no_race_buffered_send", [] {
  constexpr int values = 2000;
  std::vector<int> cells(values);
  auto c = make_chan<int>(10);
  together(
      [&] {
        for (int i = 0; i < values; ++i) {
          cells[static_cast<std::size_t>(i)] = i;
          send(c, i);
        }
      },
      [&] {
        for (int i = 0; i < values; ++i) {
          check(cells[static_cast<std::size_t>(*recv(c))] == i);
        }
      });
});

// The k-th receive comes before the (k + capacity)-th send is complete: a slot may be used again.
const program buffered_slots("no_race_buffered_slots", [] {
  constexpr int capacity = 3;
  int slots[capacity] = {};
  auto filled = make_chan<int>(capacity);
  auto room = make_chan<bool>(capacity);
  together(
      [&] {
        for (int i = 0; i < 1000; ++i) {
          send(room, true);
          slots[i % capacity] = i;
          send(filled, i % capacity);
        }
        close(filled);
      },
      [&] {
        int i = 0;
        for (const int slot : filled) {
          check(slots[slot] == i++);
          recv(room);
        }
        check(i == 1000);
      });
});

const program channel_as_lock("no_race_channel_as_lock", [] {
  auto lock = make_chan<bool>(1);
  int n = 0;
  on_fibers(4, [&](int) {
    for (int i = 0; i < 200; ++i) {
      send(lock, true);
      ++n;
      recv(lock);
    }
  });
  check(n == 800);
});

const program ring("no_race_ring", [] {
  constexpr int members = 8;
  constexpr int rounds = 100;
  int n = 0;
  std::vector<chan<int>> seats;
  for (int i = 0; i < members; ++i) seats.push_back(make_chan<int>(i == 0 ? 1 : 0));
  send(seats[0], 0);
  on_fibers(members, [&](int i) {
    const auto here = static_cast<std::size_t>(i);
    for (int round = 0; round < rounds; ++round) {
      const int turn = *recv(seats[here]);
      check(n++ == turn);
      if (turn + 1 < members * rounds) send(seats[(here + 1) % members], turn + 1);
    }
  });
  check(n == members * rounds);
});

struct request {
  int* cell;
  chan<int> answer;
};

const program nested_channels("no_race_nested_channels", [] {
  auto requests = make_chan<request>();
  together(
      [&] {
        for (const request& r : requests) {
          *r.cell += 1;
          send(r.answer, *r.cell);
        }
      },
      [&] {
        on_fibers(3, [&](int) {
          int cell = 0;
          for (int i = 0; i < 100; ++i) {
            auto answer = make_chan<int>();
            send(requests, request{&cell, answer});
            check(*recv(answer) == cell);
            ++cell;
          }
          check(cell == 200);
        });
        close(requests);
      });
});

// Who has the pointer has the object.
const program moved_values("no_race_moved_values", [] {
  using value = std::unique_ptr<std::vector<int>>;
  auto first = make_chan<value>(2);
  auto second = make_chan<value>();
  lsub::go([=] {
    for (int i = 0; i < 500; ++i) send(first, std::make_unique<std::vector<int>>(4, i));
    close(first);
  });
  lsub::go([=] {
    while (auto v = recv(first)) {
      for (int& n : **v) ++n;
      send(second, std::move(*v));
    }
    close(second);
  });
  int i = 0;
  while (auto v = recv(second)) check(**v == std::vector<int>(4, ++i));
  check(i == 500);
});

const program unsynchronised("race_unsynchronised", [] {
  cells all;
  meeting both;
  const auto run = [&] { both.touch(all); };
  together(run, run);
});

// What the sender does after its send is not ordered.
const program after_send("race_after_send", [] {
  cells all;
  meeting both;
  auto c = make_chan<bool>();
  together(
      [&] {
        touch(all);
        send(c, true);
        both.touch(all);
      },
      [&] {
        recv(c);
        both.touch(all);
      });
});

// A send into a buffer does not wait for its receive.
const program buffered_send_returns("race_buffered_send_returns", [] {
  cells all;
  meeting both;
  auto c = make_chan<bool>(1);
  together(
      [&] {
        send(c, true);
        both.touch(all);
      },
      [&] {
        both.touch(all);
        recv(c);
      });
});

// The object is the receiver's, the sender kept its address.
const program pointer_kept("race_pointer_kept", [] {
  std::unique_ptr<cells> rest;
  meeting both;
  auto c = make_chan<std::unique_ptr<cells>>(1);
  together(
      [&] {
        auto own = std::make_unique<cells>();
        cells* const kept = own.get();
        send(c, std::move(own));
        both.touch(*kept);
      },
      [&] {
        rest = *recv(c);
        both.touch(*rest);
      });
});

}  // namespace
}  // namespace races
