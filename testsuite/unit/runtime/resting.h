// Fibers that rest, for a value or for a descriptor.
#pragma once

#include <lsub/detail/rest.h>
#include <lsub/lsub.h>

#include <utility>

#include "watched.h"

namespace lsub::test {

using detail::receive_rest;
using detail::rest;

// Sends on what it receives, from fresh stacks; then closes.
class relay {
 public:
  relay(recv_chan<int> from, chan<int> to)
      : from_(std::move(from)), to_(std::move(to)), next_(from_) {}

  rest* step() {
    if (!next_.begun()) return &next_;
    if (!next_.end()) {
      close(to_, cerror(from_));
      return nullptr;
    }
    do {
      send(to_, next_.take());
    } while (next_.receive_now());
    return &next_;
  }

 private:
  const recv_chan<int> from_;
  const chan<int> to_;
  receive_rest<int> next_;
};

inline void start_relay(const recv_chan<int>& from, const chan<int>& to,
                        detail::location at = detail::here()) {
  detail::spawn_loop<relay>(at, from, to);
}

// Reads bytes to a channel.
class byte_reader {
 public:
  byte_reader(watched& from, chan<int> to) : from_(from), to_(std::move(to)) {}

  rest* step() {
    if (readable_.begun()) {
      const readiness how = readable_.end();
      if (how == readiness::again) send(to_, -1);
      if (how == readiness::shut) {
        close(to_, "shut");
        return nullptr;
      }
    }
    for (;;) {
      const int got = from_.read_now();
      if (got == watched::nothing_yet) {
        readable_.begin(from_.record(), detail::here());
        return &readable_;
      }
      if (got == watched::at_end) {
        close(to_);
        return nullptr;
      }
      send(to_, got);
    }
  }

 private:
  watched& from_;
  const chan<int> to_;
  detail::readable_rest readable_;
};

inline chan<int> start_reader(watched& from) {
  auto to = make_chan<int>();
  detail::spawn_loop<byte_reader>(detail::here(), from, to);
  return to;
}

}  // namespace lsub::test
