// main_fiber: turns the function it stands in, and what that calls, into the first fiber.
#pragma once

namespace lsub::detail {

// Stands first in main. The thread becomes a worker; main keeps its stack. Does nothing on a fiber.
// Its end abandons all other fibers: the workers stop, so that exit handlers and the destructors of
// static objects run alone.
class main_fiber {
 public:
  main_fiber();
  ~main_fiber();
  main_fiber(const main_fiber&) = delete;
  main_fiber& operator=(const main_fiber&) = delete;

 private:
  bool owner_;
};

}  // namespace lsub::detail
