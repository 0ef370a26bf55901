// Waiting for a descriptor, and what ends it: the kernel's event, a timer, or another fiber.
#include <lsub/detail/rest.h>

#include <optional>

#include "core/report.h"
#include "poll/descriptor.h"
#include "poll/poller.h"
#include "sched/scheduler.h"
#include "time/timer.h"

namespace lsub::detail {
namespace {

// Those of ordinary threads; each worker counts those of the fibers that left on it.
std::atomic<std::ptrdiff_t> threads_waiting{0};

void count_wait(std::ptrdiff_t n) noexcept {
  if (worker* w = this_worker(); w != nullptr) {
    w->descriptor_waits = w->descriptor_waits + n;
  } else {
    threads_waiting.fetch_add(n, std::memory_order_relaxed);
  }
}

// By the only one who may wait: whether the event came already. Mostly it did not, so a look comes
// before the locked instruction.
bool takes_readiness(std::atomic<std::uintptr_t>& word) noexcept {
  std::uintptr_t found = watched_descriptor::ready;
  return word.load(std::memory_order_relaxed) == found &&
         word.compare_exchange_strong(found, watched_descriptor::free, std::memory_order_acq_rel);
}

// After the switch: the event may have come meanwhile.
void enter_word(void* waiting, void*) {
  auto* me = static_cast<descriptor_waiter*>(waiting);
  count_wait(1);
  std::uintptr_t found = watched_descriptor::free;
  const auto self = reinterpret_cast<std::uintptr_t>(me);
  if (me->word->compare_exchange_strong(found, self, std::memory_order_acq_rel)) return;
  if (found == watched_descriptor::ready) {
    // Only its waiter takes readiness away; whoever shuts the word meanwhile leaves it shut.
    me->word->compare_exchange_strong(found, watched_descriptor::free, std::memory_order_acq_rel);
  } else if (found == watched_descriptor::shut) {
    me->result = readiness::shut;
  } else {
    die_of_misuse("two fibers wait for the same direction of a descriptor");
  }
  make_ready_later(me->task);
}

struct timed_entry {
  timer* alarm;
  descriptor_waiter* me;
};

void start_alarm_and_enter(void* entry, void*) {
  const auto* e = static_cast<timed_entry*>(entry);
  add_timer(e->alarm, {&enter_word, e->me, nullptr});
}

channel_head* time_out(timer* t) {
  auto* late = static_cast<descriptor_waiter*>(t->owner);
  auto self = reinterpret_cast<std::uintptr_t>(late);
  if (late->word->compare_exchange_strong(self, watched_descriptor::free,
                                          std::memory_order_acq_rel)) {
    late->result = readiness::timed_out;
    make_ready_later(late->task);
  }
  return nullptr;
}

void wake(descriptor_waiter* waiter, readiness why) noexcept {
  if (waiter == nullptr) return;
  waiter->result = why;
  make_ready_later(waiter->task);
}

}  // namespace

readiness wait_ready(watched_descriptor* d, direction way, clock::time_point deadline,
                     location at) {
  std::atomic<std::uintptr_t>& word = d->word(way);
  if (takes_readiness(word)) return readiness::ready;
  if (word.load(std::memory_order_acquire) == watched_descriptor::shut) return readiness::shut;
  const bool forever = deadline == clock::time_point::max();
  if (!forever && deadline <= now()) {
    poll_point();
    return readiness::timed_out;
  }
  ensure_started();
  descriptor_waiter me;
  me.task = current_task();
  me.word = &word;
  const wait_reason why{way == direction::reading ? wait_kind::reading : wait_kind::writing,
                        nullptr, at};
  if (forever) {
    park(why, {&enter_word, &me, nullptr});
  } else {
    timer alarm;
    alarm.due = deadline;
    alarm.fire = &time_out;
    alarm.owner = &me;
    timed_entry entry{&alarm, &me};
    park(why, {&start_alarm_and_enter, &entry, nullptr});
    // The worker that fired it may still hold the timers' lock.
    remove_timer(&alarm);
  }
  count_wait(-1);
  return me.result;
}

bool readable_rest::is_over() {
  std::atomic<std::uintptr_t>& word = watched_->word(direction::reading);
  waited_ = false;
  wait_.result = readiness::ready;
  if (takes_readiness(word)) return true;
  fiber* const me = this_worker()->current;
  waited_ = true;
  wait_.task = me;
  wait_.word = &word;
  me->waiting = wait_reason{wait_kind::reading, nullptr, at_};
  return false;
}

void readable_rest::admit() noexcept {
  enter_word(&wait_, nullptr);
}

readiness readable_rest::end() noexcept {
  watched_ = nullptr;
  if (waited_) count_wait(-1);
  return wait_.result;
}

bool hung_up(const watched_descriptor* d) noexcept {
  return d->hung_up.load(std::memory_order_relaxed);
}

void interrupt_waiter(watched_descriptor* d, direction way) noexcept {
  std::atomic<std::uintptr_t>& word = d->word(way);
  // With nobody there the next one to wait looks once too often.
  wake(claim_waiter(word, watched_descriptor::free, watched_descriptor::ready), readiness::again);
}

void shut_descriptor(watched_descriptor* d) noexcept {
  for (auto& word : d->words) {
    wake(claim_waiter(word, watched_descriptor::shut, watched_descriptor::shut), readiness::shut);
  }
}

std::ptrdiff_t descriptor_waits() noexcept {
  scheduler& s = the_scheduler();
  std::ptrdiff_t n = threads_waiting.load(std::memory_order_relaxed);
  const unsigned count = s.worker_count.load(std::memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) n += s.workers[i]->descriptor_waits;
  return n;
}

}  // namespace lsub::detail
