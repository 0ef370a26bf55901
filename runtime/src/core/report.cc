#include "core/report.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "core/text.h"

namespace lsub::detail {
namespace {

const char* what_for(wait_kind kind) noexcept {
  switch (kind) {
    case wait_kind::none:
      return "running";
    case wait_kind::receive:
      return "waiting to receive on channel";
    case wait_kind::send:
      return "waiting to send on channel";
    case wait_kind::select:
      return "waiting in select";
    case wait_kind::sleep:
      return "sleeping";
    case wait_kind::wait_group:
      return "waiting for wait_group";
    case wait_kind::mutex:
      return "waiting for mutex";
    case wait_kind::blocking:
      return "in a blocking call";
    case wait_kind::reading:
      return "waiting to read";
    case wait_kind::writing:
      return "waiting to write";
  }
  return "waiting";
}

// The exception being handled, in words that last until it ends.
const char* current_text() noexcept {
  try {
    throw;
  } catch (const std::exception& e) {
    return e.what();
  } catch (const char* s) {
    return s;
  } catch (...) {
    return "unknown exception";
  }
}

std::terminate_handler terminate_before = nullptr;

void report_terminate() {
  if (std::current_exception() != nullptr) report_exception(*running_fiber());
  if (terminate_before != nullptr) terminate_before();
  std::abort();
}

}  // namespace

void add_name(text_line& l, const fiber& f) noexcept {
  if (f.thread != nullptr) {
    l.add("thread ").add(f.id);
  } else if (f.id == 1) {
    l.add("fiber 1 (main)");
  } else {
    l.add("fiber ").add(f.id);
  }
}

void print_fiber(const fiber& f, bool running) noexcept {
  text_line l;
  add_name(l, f);
  const wait_kind kind = f.waiting.kind;
  const void* object = f.waiting.object;
  const bool parked = kind != wait_kind::none;
  if (f.context == nullptr && f.thread == nullptr && f.id != 1 && !running && !parked) {
    l.add(": not yet run");
  } else {
    l.add(": ").add(!parked && !running && f.thread == nullptr ? "ready" : what_for(kind));
  }
  const bool on_channel = kind == wait_kind::receive || kind == wait_kind::send;
  if (on_channel && object == nullptr) l.add(" nil");
  if (parked && object != nullptr) l.add(" ").add_address(object);
  if (parked) l.add_place(" at ", f.waiting.where);
  l.add_place(", started at ", f.started);
  l.print();
}

void report_exception(const fiber& f) noexcept {
  // Of two that end the process one speaks, once.
  static std::atomic<bool> spoken{false};
  if (spoken.exchange(true)) return;
  std::fflush(stdout);
  text_line l;
  l.add("fatal error: exception leaves ");
  add_name(l, f);
  l.add_place(" (started at ", f.started);
  if (f.started.line != 0) l.add(")");
  l.add(": ").add(current_text());
  l.print();
  print_seed();
}

void catch_terminate() noexcept {
  static bool caught = false;
  if (caught) return;
  caught = true;
  terminate_before = std::set_terminate(&report_terminate);
}

void die_of_misuse(const char* what) noexcept {
  std::fflush(stdout);
  text_line l;
  l.add("fatal error: ").add(what).print();
  print_seed();
  std::abort();
}

}  // namespace lsub::detail
