#include "chan/known.h"

#include "chan/channel.h"
#include "core/patient_hold.h"
#include "core/records.h"
#include "core/text.h"
#include "sched/sole.h"

namespace lsub::detail {
namespace {

std::size_t length(const waiter_list& list) noexcept {
  std::size_t n = 0;
  for (const waiter* w = list.first.load_relaxed(); w != nullptr; w = w->next) ++n;
  return n;
}

// False: not in use any more.
bool print(channel& c, bool quiet) noexcept {
  text_line l;
  l.add("channel ").add_address(static_cast<channel_head*>(&c));
  const patient_hold hold(c.lock);
  if (!quiet || !hold.held()) {
    l.add(": in use").print();
    return true;
  }
  if (!c.live.seen()) return false;
  l.add(": len ").add(c.size()).add(", cap ").add(c.room);
  l.add(", receivers waiting ").add(length(c.receivers));
  l.add(", senders waiting ").add(length(c.senders));
  l.add(c.is_closed() ? ", closed" : ", open");
  if (c.is_closed() && c.why) l.add(": ").add(error_text(c.why));
  l.print();
  return true;
}

}  // namespace

std::size_t print_channels(std::size_t most) noexcept {
  const bool quiet = end_solitude_patiently();
  std::size_t left_out = 0;
  records<channel>::each([&](channel& c) {
    if (!c.live) return;
    if (most == 0) {
      ++left_out;
    } else if (print(c, quiet)) {
      --most;
    }
  });
  return left_out;
}

}  // namespace lsub::detail
