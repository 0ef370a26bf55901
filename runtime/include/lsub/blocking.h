// blocking: calls that block the thread, moved out of the way.
#pragma once

#include <lsub/detail/location.h>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace lsub::detail {

// Runs run(closure) on a helper thread; in a chosen schedule, and for an ordinary thread, here.
// Blocks: the fiber, until it has returned. Errors: std::system_error if there can't be a thread.
void run_blocking(void (*run)(void*), void* closure, location at);

// A call, and what became of it.
template <class F>
class blocking_call {
 public:
  using result = std::invoke_result_t<F&>;

  explicit blocking_call(F& f) noexcept : f_(f) {}

  static void start(void* self) noexcept { static_cast<blocking_call*>(self)->run(); }

  result take() {
    if (thrown_ != nullptr) std::rethrow_exception(std::exchange(thrown_, nullptr));
    if constexpr (std::is_reference_v<result>) {
      return static_cast<result>(**value_);
    } else if constexpr (!std::is_void_v<result>) {
      return std::move(*value_);
    }
  }

 private:
  struct nothing {};
  using kept =
      std::conditional_t<std::is_void_v<result>, nothing,
                         std::conditional_t<std::is_reference_v<result>, std::add_pointer_t<result>,
                                            std::remove_cv_t<result>>>;

  void run() noexcept {
    try {
      if constexpr (std::is_void_v<result>) {
        f_();
      } else if constexpr (std::is_reference_v<result>) {
        auto&& r = f_();
        value_.emplace(__builtin_addressof(r));
      } else {
        value_.emplace(f_());
      }
    } catch (...) {
      thrown_ = std::current_exception();
    }
  }

  F& f_;
  std::optional<kept> value_;
  std::exception_ptr thrown_;
};

}  // namespace lsub::detail

namespace lsub {

// Calls f() on a helper thread and returns what it returns: for system calls and libraries that
// block. Other fibers go on meanwhile, however few workers there are.
// Blocks: the fiber. Errors: an exception of f() arrives here.
template <class F>
decltype(auto) blocking(F&& f, detail::location at = detail::here()) {
  detail::blocking_call<std::remove_reference_t<F>> call(f);
  detail::run_blocking(&decltype(call)::start, &call, at);
  return call.take();
}

}  // namespace lsub
