// Begin, end and migration of fibers, and the threads beside them.
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "program.h"

namespace races {
namespace {

using lsub::make_chan;
using lsub::recv;
using lsub::send;

const program go_starts("no_race_go_starts", [] {
  auto done = make_chan<bool>();
  for (int round = 0; round < 200; ++round) {
    int n = round;
    lsub::go([&] {
      check(n++ == round);
      send(done, true);
    });
    recv(done);
    check(n == round + 1);
  }
});

const program copied_arguments("no_race_copied_arguments", [] {
  auto done = make_chan<std::size_t>(4);
  std::string text = "a text that is too long to be kept inside its object";
  for (int round = 0; round < 200; ++round) {
    lsub::go([done](const std::string& copy) { send(done, copy.size()); }, text);
    text.back() = 'x';
    check(recv(done) == text.size());
  }
});

// Each fiber's own data goes with it from worker to worker.
const program migration("no_race_migration", [] {
  on_fibers(16, [](int i) {
    std::vector<int> own(16);
    for (int k = 1; k <= 100; ++k) {
      for (int& n : own) n += i;
      if (k % 3 != 0) {
        lsub::yield();
      } else {
        lsub::sleep(std::chrono::microseconds(10));
      }
      for (const int n : own) check(n == k * i);
    }
  });
});

// Who catches an exception shares it. Its count of references is kept by libstdc++, where ThreadSanitizer does not
// see it: so the sender leaves its handler only once the receiver has read the exception.
const program exceptions("no_race_exceptions", [] {
  auto thrown = make_chan<std::exception_ptr>();
  auto read = make_chan<int>();
  lsub::go([=] {
    for (int i = 0; i < 100; ++i) {
      try {
        throw std::runtime_error(std::to_string(i));
      } catch (...) {
        send(thrown, std::current_exception());
        recv(read);
      }
    }
    close(thrown);
  });
  int i = 0;
  for (const std::exception_ptr& e : thrown) {
    try {
      std::rethrow_exception(e);
    } catch (const std::runtime_error& caught) {
      check(caught.what() == std::to_string(i++));
    }
    send(read, i);
  }
  check(i == 100);
});

const program blocking_calls("no_race_blocking", [] {
  on_fibers(4, [](int i) {
    std::vector<int> own(8, i);
    for (int k = 1; k <= 20; ++k) {
      const int first = lsub::blocking([&] {
        for (int& n : own) ++n;
        return own.front();
      });
      check(first == i + k && own.back() == i + k);
    }
  });
});

const program threads("no_race_threads", [] {
  int n = 0;
  auto to_thread = make_chan<int>();
  auto from_thread = make_chan<int>(1);
  std::thread t([&] {
    for (const int i : to_thread) {
      check(n == i);
      n = -i;
      send(from_thread, i);
    }
    close(from_thread);
  });
  for (int i = 1; i <= 200; ++i) {
    n = i;
    send(to_thread, i);
    check(recv(from_thread) == i);
    check(n == -i);
  }
  close(to_thread);
  check(!recv(from_thread));
  t.join();
});

const program threads_with_mutex("no_race_threads_with_mutex", [] {
  lsub::mutex m;
  int n = 0;
  const auto run = [&] {
    for (int i = 0; i < 200; ++i) {
      m.lock();
      ++n;
      m.unlock();
    }
  };
  std::thread t(run);
  on_fibers(3, [&](int) { run(); });
  lsub::blocking([&] { t.join(); });
  check(n == 800);
});

// What the parent does after its go is not ordered.
const program after_go("race_after_go", [] {
  cells all;
  meeting both;
  lsub::wait_group ended;
  ended.add();
  lsub::go([&] {
    both.touch(all);
    ended.done();
  });
  both.touch(all);
  ended.wait();
});

const program beside_blocking("race_beside_blocking", [] {
  cells all;
  meeting both;
  const auto run = [&] { both.touch(all); };
  together([&] { lsub::blocking(run); }, run);
});

const program after_sending_to_thread("race_after_sending_to_thread", [] {
  cells all;
  meeting both;
  auto c = make_chan<bool>();
  std::thread t([&] {
    recv(c);
    both.touch(all);
  });
  send(c, true);
  both.touch(all);
  lsub::blocking([&] { t.join(); });
});

}  // namespace
}  // namespace races
