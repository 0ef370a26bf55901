// Starting a fiber from a type-erased closure.
#pragma once

#include <lsub/detail/location.h>

#include <cstddef>
#include <new>
#include <utility>

namespace lsub::detail {

// A fiber that has not started; private to the scheduler.
struct new_fiber;

// Storage for a closure of this size; `run` is called with it on the new fiber, once or again after
// each rest (detail/rest), and must destroy it in the end.
new_fiber* prepare_fiber(std::size_t size, std::size_t alignment, void (*run)(void*), location at);
void* closure_of(new_fiber* f) noexcept;

// Takes the prepared fiber back; its closure was not constructed.
void discard_fiber(new_fiber* f) noexcept;

// Makes it runnable.
void start_fiber(new_fiber* f) noexcept;

template <class Closure>
void run_closure(void* storage) {
  struct guard {
    Closure* closure;
    ~guard() { closure->~Closure(); }
  } g{static_cast<Closure*>(storage)};
  std::move (*g.closure)();
}

// Runs std::move(closure)() on a new fiber, or what `run` does with it. `make` constructs the
// closure at the address it is given.
template <class Closure, class Make>
void spawn(location at, Make make, void (*run)(void*) = &run_closure<Closure>) {
  struct guard {
    new_fiber* fiber;
    ~guard() {
      if (fiber != nullptr) discard_fiber(fiber);
    }
  } g{prepare_fiber(sizeof(Closure), alignof(Closure), run, at)};
  make(closure_of(g.fiber));
  start_fiber(std::exchange(g.fiber, nullptr));
}

}  // namespace lsub::detail
