// Fuzzes a mux by what its peer sends, in both roles: it ends with an error that has a text, what
// it says is well-formed, and no fiber is left. The first byte of the input chooses the role, what
// the mux's user does, and whether the rest are bytes as they are, or steps: kind, stream and
// length of frames, three bytes for each, after a good greeting.
#include <cstdint>
#include <string>
#include <utility>

#include "frames.h"
#include "wire.h"

namespace {

using namespace lsub;
using namespace lsub::nchan;

mux_limits small_limits() {
  mux_limits most;
  most.message = 300;
  most.error_text = 20;
  most.streams = 6;
  most.window = 4;
  most.window_bytes = 400;
  most.queued = 1000;
  most.outgoing = 600;
  most.answers = 50;
  return most;
}

std::string steps(const std::uint8_t* data, std::size_t size, bool peer_calls) {
  wire::greeting g;
  g.role = peer_calls;
  g.message = 200;
  g.error_text = 10;
  g.streams = 2;
  g.window = 3;
  g.window_bytes = 300;
  std::string all;
  wire::put_greeting(all, g);
  for (; size >= 3; data += 3, size -= 3) {
    std::string payload(data[2], 'x');
    const auto what = static_cast<wire::kind>(data[0] % (wire::kinds + 1));
    if (what == wire::kind::credit || what == wire::kind::widen) {
      payload.clear();
      wire::put_number(payload, data[2] % 4);
      wire::put_number(payload, data[2] / 4);
    }
    if (what == wire::kind::open || what == wire::kind::call || what == wire::kind::released ||
        what == wire::kind::waits)
      payload.clear();
    const std::uint32_t stream = what == wire::kind::close ? 0 : data[1] % 16;
    wire::put_frame(all, what, stream, payload);
  }
  return all;
}

// The mux's user, as the bits say: takes streams, takes messages, answers, refuses, opens streams.
void serve(mux m, unsigned how) {
  while (auto c = recv(m.in)) {
    if ((how & 1) != 0) {
      close(c->in, "not interested");
      close(c->out, "sorry");
      continue;
    }
    go([c = *c, how] {
      while (auto message = recv(c.in)) {
        if (c.out != nullptr && !send(c.out, *message)) break;
        if ((how & 2) != 0) close(c.in, "enough");
      }
      close(c.out, cerror(c.in));
    });
  }
}

void ask(mux m, unsigned how) {
  const auto [out, in] = m.rpc();
  go([in = in] {
    while (recv(in)) {
    }
  });
  for (unsigned i = 0; i < how % 8; ++i) {
    if (!send(out, bytes(i * 30, 'q'))) break;
  }
  close(out, "asked");
  send(m.out(), "one way");
}

error play(io::stream_ptr near, bool is_caller, unsigned how) {
  const mux m(std::move(near), is_caller, small_limits());
  go([m, how] { serve(m, how); });
  go([m, how] { ask(m, how); });
  return *recv(m.hup());
}

}  // namespace

// Inputs are run by the first fiber of one worker.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  return fuzz::begin_fibers();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned how = data[0];
  const bool is_caller = (how & 128) != 0;
  std::string sent(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((how & 64) != 0) sent = steps(data + 1, size - 1, !is_caller);
  const mux_limits most;
  fuzz::check_session(sent, wire::rules(most), [=](io::stream_ptr near) {
    return play(std::move(near), is_caller, how & 63);
  });
  return 0;
}
