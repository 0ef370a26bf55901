// go: runs a call on a new fiber; defer: runs one at the end of a scope.
#pragma once

#include <lsub/detail/location.h>
#include <lsub/detail/spawn.h>

#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

namespace lsub::detail {

// A callee with the arguments it will get: decayed copies, reference_wrapper unwrapped.
template <class Callee, class... Args>
class bound_call {
 public:
  template <class F, class... A>
  explicit bound_call(std::in_place_t, F&& callee, A&&... args)
      : callee_(std::forward<F>(callee)), args_(std::forward<A>(args)...) {}

  void operator()() && { static_cast<void>(std::apply(std::move(callee_), std::move(args_))); }

 private:
  Callee callee_;
  std::tuple<Args...> args_;
};

// `go f(a, b);`. Callee and arguments are copied (moved if rvalues) into the new fiber.
struct go_statement {
  template <class Callee, class... Args>
  explicit go_statement(location at, Callee&& callee, Args&&... args) {
    using F = std::decay_t<Callee>;
    using closure = bound_call<F, std::unwrap_ref_decay_t<Args>...>;
    spawn<closure>(at, [&](void* to) {
      ::new (to) closure(std::in_place, std::forward<Callee>(callee), std::forward<Args>(args)...);
    });
  }
};

// `o.m` as a callee: keeps a pointer to an lvalue `o`, or moves an rvalue in.
template <class Object, class Call>
class object_call {
 public:
  object_call(Object&& o, Call call) : object_(std::forward<Object>(o)), call_(std::move(call)) {}

  template <class... Args>
  void operator()(Args&&... args) {
    call_(object_, std::forward<Args>(args)...);
  }

 private:
  Object object_;
  Call call_;
};

template <class Object, class Call>
class object_call<Object&, Call> {
 public:
  object_call(Object& o, Call call) : object_(__builtin_addressof(o)), call_(std::move(call)) {}

  template <class... Args>
  void operator()(Args&&... args) {
    call_(*object_, std::forward<Args>(args)...);
  }

 private:
  Object* object_;
  Call call_;
};

template <class T>
T* address_in(T* p) noexcept {
  return p;
}
template <class Pointer>
auto address_in(const Pointer& p) noexcept {
  return address_in(p.operator->());
}

// `p->m` as a callee: the pointer is taken along; of one that only moves, where it points to.
template <class Pointer>
auto copy(Pointer&& p) {
  if constexpr (std::is_constructible_v<std::decay_t<Pointer>, Pointer>) {
    return std::decay_t<Pointer>(std::forward<Pointer>(p));
  } else {
    return address_in(p);
  }
}

template <class Object, class Call>
object_call<Object, Call> object(Object&& o, Call call) {
  return object_call<Object, Call>(std::forward<Object>(o), std::move(call));
}

// `m` of `o.*m` and `p->*m` as a call for object().
template <class Member>
auto member(Member m) {
  return [m](auto& o, auto&&... args) {
    if constexpr (requires { (o.*m)(static_cast<decltype(args)&&>(args)...); })
      (o.*m)(static_cast<decltype(args)&&>(args)...);
    else
      (o->*m)(static_cast<decltype(args)&&>(args)...);
  };
}

// `defer f(a, b);`. Copies callee and arguments like go_statement, and calls at the end of its
// scope. The location does nothing but stand on the line of the statement's first word, which would
// have no code otherwise: to g++ a lambda's place is where it ends. Errors: an exception of the
// call leaves the scope, except during unwinding, where it ends the process.
template <class Call>
class deferred {
 public:
  template <class Callee, class... Args>
  explicit deferred(location, Callee&& callee, Args&&... args)
      : call_(std::in_place, std::forward<Callee>(callee), std::forward<Args>(args)...) {}
  ~deferred() noexcept(false) { std::move(call_)(); }
  deferred(const deferred&) = delete;
  deferred& operator=(const deferred&) = delete;

 private:
  Call call_;
};

template <class Callee, class... Args>
deferred(location, Callee&&, Args&&...)
    -> deferred<bound_call<std::decay_t<Callee>, std::unwrap_ref_decay_t<Args>...>>;

}  // namespace lsub::detail

namespace lsub {

// Runs f(args...) on a new fiber, with decayed copies of callee and arguments. An exception that
// leaves it ends the process. Requires: the callee takes the copies; std::ref passes a reference.
template <class Callee, class... Args>
requires std::is_invocable_v<std::decay_t<Callee>, std::unwrap_ref_decay_t<Args>...>
void go(Callee&& f, Args&&... args) {
  detail::go_statement{detail::location{}, std::forward<Callee>(f), std::forward<Args>(args)...};
}

}  // namespace lsub
