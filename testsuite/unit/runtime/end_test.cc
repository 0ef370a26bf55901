// What is alive when a program ends: LeakSanitizer's view of it.
#include <atomic>
#include <memory>

#include "core/sanitizer.h"
#include "support.h"

namespace lsub::test {
namespace {

class end_process : public process_test {};

// What calls have left on the stack leads nowhere.
[[gnu::noinline, gnu::no_sanitize("address")]] void wipe() {
  volatile char area[32768];
  for (volatile char& c : area) c = 0;
}

[[gnu::noinline]] void tell_and_park(chan<int> ready) {
  detail::send(ready, 1);
  detail::receive(make_chan<int>());
}

volatile std::atomic<void*> known_elsewhere;

// Parks with what `give` gives in a variable whose address others know, in a frame that
// AddressSanitizer keeps outside of the stack for that: it does where there is no assembly.
template <class Give>
[[gnu::noinline]] void hold(chan<int> ready, Give give) {
  std::unique_ptr<int> only;
  known_elsewhere = &only;
  give(only);
  wipe();
  tell_and_park(ready);
}

[[gnu::noinline]] void give_one(std::unique_ptr<int>& to) {
  to = std::make_unique<int>(1);
}

TEST_F(end_process, what_a_parked_fiber_holds_is_not_lost) {
  EXPECT_EXIT(run_main([] {
                auto ready = make_chan<int>();
                for (int i = 0; i < 100; ++i) go([=] { hold(ready, give_one); });
                for (int i = 0; i < 100; ++i) detail::receive(ready);
                return 7;
              }),
              testing::ExitedWithCode(7), "^$");
}

#if LSUB_ASAN
TEST_F(end_process, what_nobody_holds_is_lost) {
  EXPECT_EXIT(run_main([] {
                auto ready = make_chan<int>();
                go([=] {
                  hold(ready, [](std::unique_ptr<int>& to) {
                    give_one(to);
                    static_cast<void>(to.release());
                  });
                });
                detail::receive(ready);
                return 0;
              }),
              testing::ExitedWithCode(1), "detected memory leaks");
}
#endif

}  // namespace
}  // namespace lsub::test
