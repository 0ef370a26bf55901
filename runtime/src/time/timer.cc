#include "time/timer.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include "chan/step.h"
#include "sched/attention.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"
#include "sched/sole.h"

namespace lsub::detail {

constinit std::atomic<std::int64_t> simulated{0};
constinit atomic<bool> simulating;

namespace {

// Protects the heap. Comes after channel locks and before those of queues and scheduler.
constinit spin_lock lock;
std::atomic<std::int64_t> earliest{INT64_MAX};

// How many timers there may be, in the heap or not, and how many it has room for. The former is
// never larger, but for those whose constructors are at work. Each worker keeps some spare ones.
std::atomic<std::size_t> timers{0};
std::atomic<std::size_t> places{0};

// Never destroyed: timers may end while the process exits.
union undying {
  constexpr undying() noexcept : timers{} {}
  ~undying() {}
  std::vector<timer*> timers;
};
constinit undying all;

inline std::vector<timer*>& heap() noexcept {
  return all.timers;
}

void make_places(std::size_t wanted) {
  constexpr std::size_t least = 16;
  std::vector<timer*> larger;
  {
    const section hold(lock);
    wanted = std::max({least, wanted, heap().capacity() * 2});
  }
  larger.reserve(wanted);
  const section hold(lock);
  if (larger.capacity() <= heap().capacity()) return;
  larger.assign(heap().begin(), heap().end());
  heap().swap(larger);
  places.store(heap().capacity(), std::memory_order_release);
}

void place(std::size_t i, timer* t) noexcept {
  heap()[i] = t;
  t->place = i;
}

void sift_up(std::size_t i) noexcept {
  timer* t = heap()[i];
  while (i > 0) {
    const std::size_t parent = (i - 1) / 2;
    if (heap()[parent]->due <= t->due) break;
    place(i, heap()[parent]);
    i = parent;
  }
  place(i, t);
}

void sift_down(std::size_t i) noexcept {
  auto& h = heap();
  timer* t = h[i];
  for (;;) {
    std::size_t child = 2 * i + 1;
    if (child >= h.size()) break;
    if (child + 1 < h.size() && h[child + 1]->due < h[child]->due) ++child;
    if (t->due <= h[child]->due) break;
    place(i, h[child]);
    i = child;
  }
  place(i, t);
}

void unlink(timer* t) noexcept {
  auto& h = heap();
  const std::size_t i = std::exchange(t->place, timer::npos);
  timer* last = h.back();
  h.pop_back();
  if (last == t) return;
  place(i, last);
  sift_down(i);
  sift_up(last->place);
}

void insert(timer* t) noexcept {
  heap().push_back(t);
  sift_up(heap().size() - 1);
}

void note_earliest() noexcept {
  earliest.store(heap().empty() ? INT64_MAX : heap().front()->due.time_since_epoch().count(),
                 std::memory_order_relaxed);
}

// The next to fire; in a chosen schedule any of those due first.
timer* first_due() noexcept {
  timer* first = heap().front();
  if (!scheduled()) return first;
  std::size_t equal = 0;
  for (const timer* t : heap()) equal += t->due == first->due ? 1 : 0;
  std::size_t skip = choose(equal);
  for (timer* t : heap()) {
    if (t->due == first->due && skip-- == 0) return t;
  }
  return first;
}

// Fires one due timer. False if none was due.
bool fire_one(clock::time_point& now, channel_head*& target) noexcept {
  const section hold(lock);
  // Simulated time may begin and end: what it was before the lock says nothing.
  now = detail::now();
  if (heap().empty() || heap().front()->due > now) return false;
  timer* t = first_due();
  if (t->period > clock::duration::zero()) {
    // Late ticks are dropped, the rhythm stays.
    t->due += t->period;
    if (t->due <= now) t->due = now + t->period;
    sift_down(t->place);
  } else {
    unlink(t);
  }
  note_earliest();
  target = t->fire(t);
  return true;
}

}  // namespace

clock::time_point now() noexcept {
  const std::int64_t t = simulated.load(std::memory_order_relaxed);
  return t == 0 ? clock::now() : clock::time_point(clock::duration(t));
}

void simulate_time(bool on) noexcept {
  simulating.store_seq_cst(on);
  if (on) raise_attention();
  if (on) end_all_solitude();
  simulated.store(on ? clock::now().time_since_epoch().count() : 0, std::memory_order_relaxed);
}

bool jump_to_next_timer() noexcept {
  const std::int64_t due = earliest.load(std::memory_order_relaxed);
  std::int64_t t = simulated.load(std::memory_order_relaxed);
  if (t == 0 || due == INT64_MAX) return false;
  while (t < due && !simulated.compare_exchange_weak(t, due, std::memory_order_relaxed)) {
  }
  return true;
}

void pass_time(clock::duration d) noexcept {
  simulated.fetch_add(d.count(), std::memory_order_relaxed);
}

timer::timer() {
  constexpr std::size_t batch = 16;
  worker* const w = this_worker();
  if (w != nullptr && w->timers > 0) {
    --w->timers;
    return;
  }
  const std::size_t taken = w != nullptr ? batch : 1;
  const std::size_t wanted = timers.fetch_add(taken, std::memory_order_relaxed) + taken;
  if (wanted > places.load(std::memory_order_acquire)) {
    try {
      make_places(wanted);
    } catch (...) {
      timers.fetch_sub(taken, std::memory_order_relaxed);
      throw;
    }
  }
  if (w != nullptr) w->timers = batch - 1;
}

timer::~timer() {
  constexpr std::size_t most = 64;
  worker* const w = this_worker();
  if (w != nullptr && w->timers < most) {
    ++w->timers;
  } else {
    timers.fetch_sub(1, std::memory_order_relaxed);
  }
}

namespace {

// Requires: lock held. True if it is the next to fire.
bool add(timer* t) noexcept {
  insert(t);
  note_earliest();
  if (heap().size() == 1) raise_attention();
  return t->place == 0;
}

}  // namespace

void add_timer(timer* t, after_switch then) noexcept {
  bool first = false;
  const clock::time_point due = t->due;
  if (then.run != nullptr) {
    // What it lets go tells by the worker's own sections how it was held: here is none.
    const std::lock_guard hold(lock);
    first = add(t);
    then.run(then.first, then.second);
  } else {
    const section hold(lock);
    first = add(t);
  }
  if (first) timer_moved(due);
}

void remove_timer(timer* t) noexcept {
  const section hold(lock);
  if (t->place == timer::npos) return;
  unlink(t);
  note_earliest();
}

void fire_timers() noexcept {
  if (earliest.load(std::memory_order_relaxed) == INT64_MAX) return;
  // What falls due meanwhile waits for the next call: a fast ticker would keep this one for ever.
  const clock::time_point start = detail::now();
  if (next_timer() > start) return;
  join_others();
  clock::time_point now;
  channel_head* c = nullptr;
  while (next_timer() <= start && fire_one(now, c)) {
    if (c == nullptr) continue;
    channel* gets_time = core(std::exchange(c, nullptr));
    if (offer(*gets_time, &now, nullptr) == attempt::closed) remove_timer(gets_time->clockwork);
    release(gets_time);
  }
}

bool timers_due() noexcept {
  return earliest.load(std::memory_order_relaxed) != INT64_MAX && next_timer() <= now();
}

clock::time_point next_timer() noexcept {
  return clock::time_point(clock::duration(earliest.load(std::memory_order_relaxed)));
}

}  // namespace lsub::detail
