#include "sched/attach.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <mutex>

#include "core/patient_hold.h"
#include "core/report.h"
#include "sched/scheduler.h"

namespace lsub::detail {
namespace {

struct thread_record {
  fiber task;
  std::atomic<std::uint32_t> word{1};
  bool attached = false;
  thread_record* next = nullptr;
  thread_record* previous = nullptr;

  void attach();
  void detach() noexcept;
  ~thread_record() { detach(); }
};

// Protects the list. Nothing may block or switch under it.
spin_lock list_lock;
thread_record* list = nullptr;
std::size_t count = 0;

thread_local thread_record own;

void thread_record::attach() {
  attached = true;
  task.thread = &word;
  task.id = static_cast<std::uint64_t>(syscall(SYS_gettid));
  task.live = true;
  the_scheduler().running_threads.fetch_add(1, std::memory_order_seq_cst);
  const std::lock_guard hold(list_lock);
  next = list;
  if (list != nullptr) list->previous = this;
  list = this;
  ++count;
}

void thread_record::detach() noexcept {
  if (!attached) return;
  attached = false;
  {
    const std::lock_guard hold(list_lock);
    (previous != nullptr ? previous->next : list) = next;
    if (next != nullptr) next->previous = previous;
    --count;
  }
  // The last thread that could wake anybody may be going: let a worker look.
  if (the_scheduler().running_threads.fetch_sub(1, std::memory_order_release) == 1) wake_searcher();
}

}  // namespace

__attribute__((noinline)) fiber* this_thread_task() {
  asm volatile("" ::: "memory");
  if (!own.attached) own.attach();
  return &own.task;
}

void detach_this_thread() noexcept {
  own.detach();
}

std::size_t attached_threads() noexcept {
  const std::lock_guard hold(list_lock);
  return count;
}

void print_threads() noexcept {
  const patient_hold hold(list_lock);
  if (!hold.held()) return;
  for (const thread_record* r = list; r != nullptr; r = r->next) print_fiber(r->task);
}

}  // namespace lsub::detail
