#include <lsub/test.h>
#include <lsub/time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "core/report.h"
#include "sched/scheduler.h"

namespace lsub::test {
namespace {

using namespace std::chrono_literals;
using detail::fiber;
using detail::wait_kind;

struct census {
  const std::vector<std::uint64_t>* but = nullptr;
  std::vector<fiber*> found;
  bool may_go_on = false;  // one of them is not blocked
};

census count_fibers(const std::vector<std::uint64_t>& but) {
  census c;
  c.but = &but;
  detail::each_live_fiber(
      [](fiber& f, void* to) {
        auto& into = *static_cast<census*>(to);
        const auto& known = *into.but;
        if (std::find(known.begin(), known.end(), f.id) != known.end()) return;
        if (f.id == 1 || &f == detail::running_fiber()) return;
        into.found.push_back(&f);
        const wait_kind kind = f.waiting.kind;
        if (kind == wait_kind::none || kind == wait_kind::sleep) into.may_go_on = true;
      },
      &c);
  return c;
}

// Lets all others run until none is left or those left have been blocked for a while.
census settle(const std::vector<std::uint64_t>& but) {
  constexpr int rounds = 1000;
  constexpr int blocked_rounds = 20;
  int blocked = 0;
  census c = count_fibers(but);
  for (int i = 0; i < rounds && !c.found.empty() && blocked < blocked_rounds; ++i) {
    sleep(1ms);
    c = count_fibers(but);
    blocked = c.may_go_on ? 0 : blocked + 1;
  }
  return c;
}

}  // namespace

no_leaks::no_leaks() {
  for (const fiber* f : count_fibers({}).found) before_.push_back(f->id);
}

std::size_t no_leaks::leaked() const {
  return settle(before_).found.size();
}

no_leaks::~no_leaks() {
  const census c = settle(before_);
  if (c.found.empty()) return;
  std::fflush(stdout);
  detail::text_line l;
  l.add("fatal error: fibers leaked: ").add(c.found.size()).print();
  for (const fiber* f : c.found) detail::print_fiber(*f, false);
  detail::print_seed();
  std::_Exit(1);
}

}  // namespace lsub::test
