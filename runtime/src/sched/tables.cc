// Everything goes on meanwhile: fields that are published, lists that only grow, locks it can do
// without.
#include <lsub/detail/tables.h>

#include "chan/known.h"
#include "core/report.h"
#include "sched/attach.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

constexpr std::size_t most_fibers = 10'000;
constexpr std::size_t most_channels = 10'000;

bool has_worker(const fiber& f) noexcept {
  scheduler& s = the_scheduler();
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) {
    if (s.workers[i]->current == &f) return true;
  }
  return false;
}

void print_left_out(std::size_t n, const char* of_what) noexcept {
  if (n == 0) return;
  text_line l;
  l.add("and ").add(n).add(of_what).print();
}

}  // namespace

void print_tables() noexcept {
  std::size_t fibers = 0;
  each_live_fiber(
      [](fiber& f, void* count) {
        auto& n = *static_cast<std::size_t*>(count);
        if (++n <= most_fibers) print_fiber(f, has_worker(f));
      },
      &fibers);
  print_left_out(fibers > most_fibers ? fibers - most_fibers : 0, " more fibers");
  print_threads();
  print_left_out(print_channels(most_channels), " more channels");
}

}  // namespace lsub::detail
