#include "poll/poller.h"

#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <mutex>

#include "poll/descriptor.h"
#include "sched/attention.h"
#include "sched/fiber_list.h"
#include "sched/ready.h"

namespace lsub::detail {

std::atomic<std::size_t> watched_descriptors{0};

namespace {

constexpr std::uint64_t wake_tag = ~std::uint64_t{0};
constexpr int few_events = 4;

// Opened at the first use, never closed.
struct kernel_side {
  int events = -1;
  int alarm = -1;  // ready when the poller should wake

  kernel_side() noexcept {
    events = epoll_create1(EPOLL_CLOEXEC);
    alarm = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll_event e{};
    e.events = EPOLLIN;
    e.data.u64 = wake_tag;
    if (events >= 0 && alarm >= 0) epoll_ctl(events, EPOLL_CTL_ADD, alarm, &e);
  }
};

const kernel_side& kernel() noexcept {
  static const kernel_side opened;
  return opened;
}

class kept_errno {
 public:
  kept_errno() noexcept : saved_(errno) {}
  ~kept_errno() { errno = saved_; }
  kept_errno(const kept_errno&) = delete;
  kept_errno& operator=(const kept_errno&) = delete;

 private:
  int saved_;
};

// Blocks: until the deadline. Kernels before 5.11 know milliseconds only.
int wait_in_kernel(poll_events& events, time_point deadline) noexcept {
  constexpr std::int64_t second = 1'000'000'000;
  std::int64_t left = -1;
  if (deadline != time_point::max()) {
    left = std::chrono::nanoseconds(deadline - std::chrono::steady_clock::now()).count();
    if (left < 0) left = 0;
  }
#ifdef SYS_epoll_pwait2
  struct {
    std::int64_t seconds, nanoseconds;
  } span{left / second, left % second};
  const long n = syscall(SYS_epoll_pwait2, kernel().events, events.list, poll_events::most,
                         left < 0 ? nullptr : &span, nullptr, 0);
  if (n >= 0 || errno != ENOSYS) return static_cast<int>(n);
#endif
  constexpr std::int64_t longest = 3'600'000;
  std::int64_t ms = left < 0 ? -1 : (left + 999'999) / 1'000'000;
  if (ms > longest) ms = longest;
  return epoll_wait(kernel().events, events.list, poll_events::most, static_cast<int>(ms));
}

// Has what the events are about fetched into the caches, all at once: much else has run since.
void fetch_ahead(const poll_events& events) noexcept {
  if (events.count < few_events) return;
  for (int i = 0; i < events.count; ++i)
    __builtin_prefetch(record_number(static_cast<std::uint32_t>(events.list[i].data.u64)));
  for (int i = 0; i < events.count; ++i) {
    watched_descriptor* const d = record_of(events.list[i].data.u64);
    if (d == nullptr) continue;
    // Perhaps no address, or of a waiter that is gone: it is not looked at.
    for (const auto& word : d->words)
      __builtin_prefetch(reinterpret_cast<const void*>(word.load(std::memory_order_relaxed)), 1);
  }
}

// Who waited for this direction, if the event is about it.
fiber* wake_for(watched_descriptor* d, direction way) noexcept {
  descriptor_waiter* waiter =
      claim_waiter(d->word(way), watched_descriptor::free, watched_descriptor::ready);
  if (waiter == nullptr) return nullptr;
  waiter->result = readiness::ready;
  return waiter->task;
}

// Makes the fiber ready, if it is not for the worker's own queue: false if it is.
bool make_ready_elsewhere(worker* w, fiber* f) noexcept {
  if (f->thread != nullptr) {
    make_ready_later(f);
    return true;
  }
  // A chosen schedule began while this worker slept: another one runs it.
  if (scheduled() && !runs_schedule(w)) {
    inject(f);
    return true;
  }
  return false;
}

}  // namespace

bool deliver(worker* w, const poll_events& events) noexcept {
  fetch_ahead(events);
  fiber* woken[2 * poll_events::most];
  std::size_t count = 0;
  const auto note = [&](fiber* f) {
    if (f == nullptr) return;
    __builtin_prefetch(f, 1);
    woken[count++] = f;
  };
  for (int i = 0; i < events.count; ++i) {
    const epoll_event& e = events.list[i];
    if (e.data.u64 == wake_tag) continue;
    watched_descriptor* d = record_of(e.data.u64);
    if (d == nullptr) continue;
    // Before the words: whoever has found this event there finds it here too.
    if ((e.events & (EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
      d->hung_up.store(true, std::memory_order_relaxed);
    if ((e.events & (EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0)
      note(wake_for(d, direction::reading));
    if ((e.events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0)
      note(wake_for(d, direction::writing));
  }
  fiber_list here;
  for (std::size_t i = 0; i < count; ++i) {
    if (!make_ready_elsewhere(w, woken[i])) here.push_back(woken[i]);
  }
  if (!here) return false;
  w->queue.push_all_back(here);
  // One of them runs here.
  if (const std::size_t n = w->queue.size(); n > 1) feed_others(n > 2);
  return true;
}

polled poll_now(worker* w) noexcept {
  const kept_errno keep;
  poll_events events;
  polled found;
  // A full list: there may be more.
  do {
    events.count = epoll_wait(kernel().events, events.list, poll_events::most, 0);
    found.events |= events.count > 0;
    found.woke |= deliver(w, events);
  } while (events.count == poll_events::most);
  return found;
}

void poll_until(poll_events& events, time_point deadline) noexcept {
  const kept_errno keep;
  events.count = wait_in_kernel(events, deadline);
  for (int i = 0; i < events.count; ++i) {
    if (events.list[i].data.u64 != wake_tag) continue;
    std::uint64_t wakes = 0;
    static_cast<void>(!read(kernel().alarm, &wakes, sizeof wakes));
  }
}

void wake_poller() noexcept {
  const kept_errno keep;
  const std::uint64_t one = 1;
  static_cast<void>(!write(kernel().alarm, &one, sizeof one));
}

watched_descriptor* watch_descriptor(int fd) {
  const kernel_side& k = kernel();
  if (k.events < 0 || k.alarm < 0) {
    errno = EMFILE;
    return nullptr;
  }
  watched_descriptor* d = take_record(fd);
  epoll_event e{};
  e.events = EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET;
  e.data.u64 = tag_of(*d);
  if (epoll_ctl(k.events, EPOLL_CTL_ADD, fd, &e) != 0) {
    const kept_errno keep;
    give_record(d);
    return nullptr;
  }
  watched_descriptors.fetch_add(1, std::memory_order_relaxed);
  raise_attention();
  need_poller();
  return d;
}

void forget_descriptor(watched_descriptor* d) noexcept {
  const kept_errno keep;
  epoll_ctl(kernel().events, EPOLL_CTL_DEL, d->fd, nullptr);
  watched_descriptors.fetch_sub(1, std::memory_order_relaxed);
  give_record(d);
}

}  // namespace lsub::detail
