// Two fibers on two workers write one int without synchronisation: ThreadSanitizer must say so.
#include <lsub/lsub.h>

#include <atomic>
#include <cstdio>

namespace {

volatile int shared = 0;
std::atomic<int> arrived{0};

// Both run at once: neither leaves its worker before the other has come.
void race() {
  arrived.fetch_add(1, std::memory_order_relaxed);
  while (arrived.load(std::memory_order_relaxed) < 2) {
  }
  // More than once: ThreadSanitizer may miss two accesses at the very same moment.
  for (int i = 0; i < 1000; ++i) shared = shared + 1;
}

}  // namespace

int main() {
  const lsub::detail::main_fiber first;
  lsub::wait_group done;
  done.add(2);
  for (int i = 0; i < 2; ++i) {
    lsub::go([&] {
      race();
      done.done();
    });
  }
  done.wait();
  std::printf("%d\n", shared);
}
