// Fibers that rest: they wait without a stack. For loops of the library itself.
//
// Such a fiber is a loop of steps. A step ends by saying what the loop waits for; then the fiber's
// stack goes to whoever runs next, and the next step begins on another one. What the step had on
// its stack is gone: what the next one needs, the wait too, lies in the loop.
#pragma once

#include <lsub/detail/operations.h>
#include <lsub/detail/poll.h>
#include <lsub/detail/slot.h>
#include <lsub/detail/spawn.h>

#include <new>
#include <utility>

namespace lsub::detail {

// What a loop waits for between two steps. Nobody touches it between `admit` and the next step but
// those it waits for.
class rest {
 public:
  rest(const rest&) = delete;
  rest& operator=(const rest&) = delete;

  // Begins the wait, on the fiber. True: it is over already, and the stack is kept. May switch.
  // Otherwise locks may be held from here to `admit`.
  virtual bool is_over() = 0;

  // Lets others find the fiber. Any of them may begin its next step meanwhile: nothing of the fiber
  // is touched afterwards. Requires: its stack belongs to somebody else.
  virtual void admit() noexcept = 0;

 protected:
  rest() noexcept = default;
  ~rest() = default;
};

// Around each step, on its fiber.
void begin_step() noexcept;
void end_step(rest& r) noexcept;

template <class Loop>
void run_step(void* storage) {
  auto* const loop = static_cast<Loop*>(storage);
  begin_step();
  if (rest* const r = loop->step()) return end_step(*r);
  loop->~Loop();
}

// Runs Loop(args...) on a new fiber: `step()` again and again, each time when the rest is over that
// the last one returned; null ends it.
template <class Loop, class... Args>
void spawn_loop(location at, Args&&... args) {
  spawn<Loop>(
      at, [&](void* to) { ::new (to) Loop(std::forward<Args>(args)...); }, &run_step<Loop>);
}

// Until a value is received, or the channel is closed and drained.
class receive_rest_core : public rest {
 public:
  // Whether there has been a wait.
  bool begun() const noexcept { return wait_.task != nullptr; }

  bool is_over() override;
  void admit() noexcept override;

 protected:
  // Requires: the channel is not nil, and lives as long as this.
  receive_rest_core(channel_head* c, location at) noexcept : channel_(c), at_(at) {}
  ~receive_rest_core() = default;

  void receive_to(void* slot) noexcept { wait_.slot = slot; }
  bool received() const noexcept { return wait_.done; }
  channel_head* source() const noexcept { return channel_; }

 private:
  channel_head* const channel_;
  waiter wait_;
  const location at_;
};

template <class T>
class receive_rest final : public receive_rest_core {
 public:
  explicit receive_rest(const handle& c, location at = here()) noexcept
      : receive_rest_core(head(c), at) {
    receive_to(slot_.storage());
  }
  ~receive_rest() = default;

  // In the step after it: whether there is a value to take. If not, the channel is closed and
  // drained.
  bool end() noexcept {
    slot_.set_filled(received());
    return slot_.filled();
  }
  T take() {
    T value = slot_.value();
    slot_.clear();
    return value;
  }

  // Without a rest: whether there was a value at hand, which is to be taken.
  bool receive_now() {
    if (!may_receive(*source()) || source()->is_drained()) return false;
    const bool quickly = quick_receive<T>(source(), slot_.storage()) == received_quickly::value;
    slot_.set_filled(quickly || try_receive_value(source(), slot_.storage()));
    return slot_.filled();
  }

 private:
  slot<T> slot_;
};

// Until a descriptor may be read: wait_ready without a deadline.
class readable_rest final : public rest {
 public:
  readable_rest() noexcept = default;
  ~readable_rest() = default;

  // In the step that ends with it. Requires: as wait_ready.
  void begin(watched_descriptor* d, location at) noexcept {
    watched_ = d;
    at_ = at;
  }
  bool begun() const noexcept { return watched_ != nullptr; }
  // In the next step: how it ended.
  readiness end() noexcept;

  bool is_over() override;
  void admit() noexcept override;

 private:
  watched_descriptor* watched_ = nullptr;
  descriptor_waiter wait_;
  bool waited_ = false;
  location at_;
};

}  // namespace lsub::detail
