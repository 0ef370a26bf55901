#include <lsub/detail/main_fiber.h>

#include "core/environment.h"
#include "core/overflow.h"
#include "core/report.h"
#include "sched/attach.h"
#include "sched/quit.h"
#include "sched/schedule.h"
#include "sched/scheduler.h"
#include "sched/sole.h"

namespace lsub::detail {

main_fiber::main_fiber() : owner_(this_worker() == nullptr) {
  if (!owner_) return;
  environment();  // a bad setting ends the program before it does anything
  detach_this_thread();
  scheduler& s = the_scheduler();
  auto* w = new worker;
  w->idle.run = &idle_loop;
  {
    const std::lock_guard hold(s.lock);
    w->number = s.worker_count.load(std::memory_order_relaxed);
    s.workers[w->number] = w;
    s.worker_count.store(w->number + 1, std::memory_order_release);
  }
  become_worker(w);
  join_others();
  w->current = w->fibers.take(1);
  note_main_stack();
  catch_overflow();
  catch_terminate();
  catch_quit();
  choose_seeded_process();
  maybe_be_sole(w);
}

main_fiber::~main_fiber() {
  if (owner_) stop_workers();
}

}  // namespace lsub::detail
