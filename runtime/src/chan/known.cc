// Several lists, so that workers seldom meet at one lock.
#include "chan/known.h"

#include <mutex>

#include "chan/channel.h"
#include "core/patient_hold.h"
#include "core/text.h"
#include "sched/sole.h"

namespace lsub::detail {
namespace {

struct alignas(64) shelf {
  spin_lock lock;  // protects `first` and the links; comes after every other lock but a channel's
  channel* first = nullptr;
};

constexpr std::size_t shelf_count = 32;
constinit shelf shelves[shelf_count];

shelf& shelf_of(const channel& c) noexcept {
  // Neighbours in memory go to different shelves.
  const auto address = reinterpret_cast<std::uintptr_t>(&c);
  return shelves[(address >> 8 ^ address >> 13) % shelf_count];
}

std::size_t length(const waiter_list& list) noexcept {
  std::size_t n = 0;
  for (const waiter* w = list.first.load_relaxed(); w != nullptr; w = w->next) ++n;
  return n;
}

void print(channel& c, bool quiet) noexcept {
  text_line l;
  l.add("channel ").add_address(static_cast<channel_head*>(&c));
  l.add(": len ").add(c.size()).add(", cap ").add(c.room);
  const patient_hold hold(c.lock);
  if (!quiet || !hold.held()) {
    l.add(", in use").print();
    return;
  }
  l.add(", receivers waiting ").add(length(c.receivers));
  l.add(", senders waiting ").add(length(c.senders));
  l.add(c.is_closed() ? ", closed" : ", open");
  if (c.is_closed() && c.why) l.add(": ").add(error_text(c.why));
  l.print();
}

}  // namespace

void remember(channel& c) noexcept {
  shelf& s = shelf_of(c);
  const std::lock_guard hold(s.lock);
  c.next_known = s.first;
  if (s.first != nullptr) s.first->previous_known = &c;
  s.first = &c;
}

void forget(channel& c) noexcept {
  shelf& s = shelf_of(c);
  const std::lock_guard hold(s.lock);
  (c.previous_known != nullptr ? c.previous_known->next_known : s.first) = c.next_known;
  if (c.next_known != nullptr) c.next_known->previous_known = c.previous_known;
}

std::size_t print_channels(std::size_t most) noexcept {
  const bool quiet = end_solitude_patiently();
  std::size_t left_out = 0;
  for (shelf& s : shelves) {
    const patient_hold hold(s.lock);
    if (!hold.held()) continue;
    for (channel* c = s.first; c != nullptr; c = c->next_known) {
      if (most == 0) {
        ++left_out;
        continue;
      }
      --most;
      print(*c, quiet);
    }
  }
  return left_out;
}

}  // namespace lsub::detail
