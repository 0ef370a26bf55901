// Select: looks at all cases under all their locks, taken in the order of addresses; performs a
// ready one, or queues a waiter per case and parks. One claim decides among those who would wake
// it.
#include "chan/select.h"

#include <utility>

#include "chan/park.h"
#include "chan/random.h"

namespace lsub::detail {

class locked_cases {
 public:
  locked_cases(select_case* cases, std::size_t count) noexcept
      : cases_(cases), count_(count) {}
  ~locked_cases() {
    if (!kept_) return;
    for (std::size_t i = 0; i < count_; ++i) release(cases_[i].channel);
  }
  locked_cases(const locked_cases&) = delete;
  locked_cases& operator=(const locked_cases&) = delete;

  // Begins a section of all channels: takes each one's lock once, in the order of addresses.
  void lock() noexcept {
    worker* const w = this_worker();
    alone_ = w != nullptr && section::enter(w);
    if (alone_) [[likely]]
      return;
    if (w == nullptr) join_others();
    first_ = nullptr;
    for (std::size_t i = 0; i < count_; ++i) insert(&cases_[i]);
    for (select_case* c = first_; c != nullptr; c = c->next_locked) core(c->channel)->lock.lock();
  }
  // The last unlock may let the owner of the cases go on: nothing is read after it.
  void unlock() noexcept {
    if (alone_) return section::leave(on_worker());
    for (select_case* c = first_; c != nullptr;) {
      select_case* next = c->next_locked;
      core(c->channel)->lock.unlock();
      c = next;
    }
  }

  // Performs a ready case and returns its index; count if none is ready.
  // Requires: locked. Errors: what the transfer throws; then nothing has happened.
  std::size_t perform(policy p, fiber*& wake);

  // Queues a waiter for each case. Requires: locked.
  void enqueue(selection& s) noexcept;

  // Takes the waiters of `s` back, if nobody has. Requires: not locked. Blocks: until unlock() has
  // let go of every channel. A channel may be gone by then, and its record be another one's:
  // whether the waiter is still queued is known under the record's lock.
  void dequeue(selection& s) noexcept {
    if (s.cases != nullptr) take_back();
  }
  // The same in a section of the sole worker.
  void take_back_alone() noexcept;

  // Whether the section goes without locks.
  bool alone() const noexcept { return alone_; }

  // The channel of a single case, else null.
  const channel_head* only() const noexcept {
    return count_ == 1 ? cases_[0].channel : nullptr;
  }
  // As select_among with blocking.
  std::size_t select(policy p, location at) const {
    return select_among(cases_, count_, p, true, at);
  }

  // The case whose waiter ended the wait: a value crossed, or its channel was closed.
  std::size_t fired(const waiter* w) const noexcept {
    std::size_t i = 0;
    while (&cases_[i].wait != w) ++i;
    cases_[i].transferred = w->done;
    return i;
  }

 private:
  void take_back() noexcept;
  void take_back_among_others() noexcept;
  void insert(select_case* c) noexcept {
    if (c->channel == nullptr) return;
    select_case** at = &first_;
    while (*at != nullptr && (*at)->channel < c->channel) at = &(*at)->next_locked;
    if (*at != nullptr && (*at)->channel == c->channel) return;
    c->next_locked = *at;
    *at = c;
  }
  select_case* cases_;
  std::size_t count_;
  select_case* first_ = nullptr;
  bool alone_ = false;  // the section goes without locks
  bool kept_ = false;   // the channels, by references
};

namespace {

waiter_list& queue_of(select_case& c) noexcept {
  channel& ch = *core(c.channel);
  return c.way == select_case::direction::send ? ch.senders : ch.receivers;
}

inline bool is_ready(select_case& c) noexcept {
  if (c.channel == nullptr) return false;
  channel& ch = *core(c.channel);
  if (ch.is_closed()) return true;
  if (c.way == select_case::direction::send) {
    return ch.size() < ch.room || has_claimable(ch.receivers);
  }
  return ch.size() > 0 || has_claimable(ch.senders);
}

bool may_be_ready(const select_case& c) noexcept {
  if (c.channel == nullptr) return false;
  return c.way == select_case::direction::send ? may_send(*c.channel) : may_receive(*c.channel);
}

// One of the cases that are ready, each with equal chance, or the first.
std::size_t choose(select_case* cases, policy p, std::size_t ready) noexcept {
  std::size_t skip = p == policy::ordered || ready == 1 ? 0 : random_below(ready);
  std::size_t i = 0;
  for (;; ++i) {
    if (cases[i].ready && skip-- == 0) return i;
  }
}

}  // namespace

std::size_t locked_cases::perform(policy p, fiber*& wake) {
  std::size_t ready = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    cases_[i].ready = is_ready(cases_[i]);
    ready += cases_[i].ready ? 1 : 0;
  }
  while (ready > 0) {
    const std::size_t i = choose(cases_, p, ready);
    select_case& c = cases_[i];
    const attempt a = c.way == select_case::direction::send
                          ? send_step(*core(c.channel), alone_, c.wait.slot, c.wait.how, wake)
                          : receive_step(*core(c.channel), alone_, c.wait.slot, wake);
    if (a != attempt::blocked) {
      c.transferred = a == attempt::done;
      return i;
    }
    // Its partner was claimed by another channel meanwhile.
    c.ready = false;
    --ready;
  }
  return count_;
}

void locked_cases::enqueue(selection& s) noexcept {
  s.cases = this;
  bool keep = false;
  for (std::size_t i = 0; i < count_; ++i) {
    select_case& c = cases_[i];
    if (c.channel == nullptr) continue;
    waiter& w = c.wait;
    w.task = s.task;
    w.selection = &s;
    w.queued = true;
    w.done = w.again = w.plain = false;
    append(queue_of(c), w);
    // A transfer that throws has the select look at all cases again; a timer gives to those only who
    // have a handle.
    keep |= !c.plain | c.channel->ticks;
  }
  if (!keep || std::exchange(kept_, true)) return;
  for (std::size_t i = 0; i < count_; ++i) retain(cases_[i].channel);
}

namespace {

// Takes the waiter of a case back, if it is still queued. Returns whether nobody uses the channel
// any more. Requires: in a section of the channel.
inline bool take_back_case(select_case& c) noexcept {
  if (!c.wait.queued) return false;
  unlink(queue_of(c), c.wait);
  if (!c.channel->orphaned) [[likely]]
    return false;
  return empty(c.channel->receivers) && empty(c.channel->senders);
}

}  // namespace

void locked_cases::take_back_alone() noexcept {
  for (std::size_t i = 0; i < count_; ++i) {
    select_case& c = cases_[i];
    if (c.channel == nullptr) continue;
    if (take_back_case(c)) [[unlikely]]
      destroy_channel(c.channel);
  }
}

void locked_cases::take_back() noexcept {
  worker_head* const w = own_head();
  if (!w->begin_alone()) [[unlikely]]
    return take_back_among_others();
  take_back_alone();
  w->end_alone();
}

void take_back_cases(selection& s) noexcept {
  std::exchange(s.cases, nullptr)->take_back_alone();
}

void locked_cases::take_back_among_others() noexcept {
  for (std::size_t i = 0; i < count_; ++i) {
    select_case& c = cases_[i];
    if (c.channel == nullptr) continue;
    lock_among_others(c.channel->lock);
    const bool last = take_back_case(c);
    c.channel->lock.unlock();
    if (last) destroy_channel(c.channel);
  }
}

namespace {

// A single case that may be ready, and must not block. False if it is not.
[[gnu::noinline]] bool try_case(select_case& c) {
  channel& ch = *core(c.channel);
  fiber* wake = nullptr;
  section hold(ch.lock);
  const attempt a = c.way == select_case::direction::receive
                        ? receive_step(ch, hold.alone(), c.wait.slot, wake)
                        : send_step(ch, hold.alone(), c.wait.slot, c.wait.how, wake);
  if (a == attempt::blocked) {
    hold.unlock();
    after_nothing();
    return false;
  }
  c.transferred = a == attempt::done;
  hold.unlock();
  after_operation(wake);
  return true;
}

// Several cases, or none, that must not block.
[[gnu::noinline]] std::size_t try_cases(select_case* cases, std::size_t count, policy p) {
  locked_cases all(cases, count);
  fiber* wake = nullptr;
  std::unique_lock hold(all);
  const std::size_t i = all.perform(p, wake);
  if (i == count) {
    hold.unlock();
    after_nothing();
    return count;
  }
  hold.unlock();
  after_operation(wake);
  return i;
}

// Performs a case that is ready; returns `count` if there is none.
[[gnu::noinline]] std::size_t select_now(select_case* cases, std::size_t count, policy p) {
  choice_point();
  if (count != 1) return try_cases(cases, count, p);
  select_case& c = cases[0];
  if (!may_be_ready(c)) {
    after_nothing();
    return 1;
  }
  if (c.way == select_case::direction::receive && c.channel->is_drained()) {
    after_drained();
    return 0;
  }
  return try_case(c) ? 0 : 1;
}

void unlock_cases(void* cases, void*) {
  static_cast<locked_cases*>(cases)->unlock();
}

}  // namespace

std::size_t select_until(select_case* cases, std::size_t count, policy p,
                         clock::time_point deadline, wait_kind kind, location at) {
  choice_point();
  locked_cases all(cases, count);
  for (;;) {
    fiber* wake = nullptr;
    std::unique_lock hold(all);
    const std::size_t i = all.perform(p, wake);
    if (i != count) {
      hold.unlock();
      after_operation(wake);
      return i;
    }
    if (deadline != clock::time_point::max() && now() >= deadline) {
      hold.unlock();
      poll_point();
      return count;
    }
    timed_selection s(deadline);
    s.task = current_task();
    all.enqueue(s);
    hold.release();
    const wait_reason why{kind, all.only(), at};
    if (all.alone() && deadline == clock::time_point::max()) {
      park_alone(on_worker(), why);
    } else {
      park_until(s, why, {&unlock_cases, &all, nullptr});
    }
    all.dequeue(s);
    if (s.fired != nullptr) return all.fired(s.fired);
    if (s.timed_out) return count;
  }
}

namespace {

// A select that blocks, from its waiters to the case that ended the wait.
struct blocked_select {
  blocked_select(select_case* cases, std::size_t count, policy how, location where) noexcept
      : p(how), at(where), all(cases, count) {}

  // Requires: in a section of the sole worker.
  void begin(worker* on) noexcept {
    decision.task = on->current;
    all.enqueue(decision);
  }
  wait_reason why() const noexcept {
    return {wait_kind::select, all.only(), at};
  }
  // Once it was resumed. Errors: what a transfer throws.
  std::size_t end() {
    all.dequeue(decision);
    if (decision.fired != nullptr) return all.fired(decision.fired);
    return all.select(p, at);
  }

  const policy p;
  const location at;
  locked_cases all;
  selection decision;
};

}  // namespace

#if LSUB_PARK_BY_JUMP

static_assert(sizeof(blocked_select) <= 104);

extern "C" {
[[gnu::visibility("hidden")]] std::size_t lsub_park_in_select(select_case* cases,
                                                              std::size_t count, policy p,
                                                              const char* file, std::uint64_t line);

[[gnu::used, gnu::visibility("hidden")]] departure lsub_depart_in_select(
    select_case* cases, std::size_t count, policy p, const char* file, std::uint64_t line,
    void* frame) noexcept {
  worker* const on = on_worker();
  auto* const b = ::new (frame) blocked_select(cases, count, p, {file, unsigned(line)});
  b->begin(on);
  on->current->waiting = b->why();
  return depart(on);
}

[[gnu::used, gnu::visibility("hidden")]] std::size_t lsub_end_select(blocked_select* b) {
  const struct guard {
    blocked_select* ended;
    ~guard() { ended->~blocked_select(); }
  } end{b};
  return b->end();
}
}

asm(LSUB_PARKING_FUNCTION("lsub_park_in_select", "104",
                          "movq %rsp, %r9\n"
                          "call lsub_depart_in_select",
                          "movq %rsp, %rdi\n"
                          "call lsub_end_select\n"));

#endif

std::size_t select_blocked(select_case* cases, std::size_t count, policy p, location at) {
  worker* const on = begin_leaving();
  if (on == nullptr) [[unlikely]]
    return select_among(cases, count, p, true, at);
#if LSUB_PARK_BY_JUMP
  return lsub_park_in_select(cases, count, p, at.file, at.line);
#else
  blocked_select b(cases, count, p, at);
  b.begin(on);
  park_alone(on, b.why());
  return b.end();
#endif
}

std::size_t select_among(select_case* cases, std::size_t count, policy p, bool blocking,
                         location at) {
  if (!blocking) return select_now(cases, count, p);
  return select_until(cases, count, p, clock::time_point::max(), wait_kind::select, at);
}

}  // namespace lsub::detail
