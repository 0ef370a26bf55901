// Fuzzes a mux by what its peer sends, in both roles: it ends with an error that has a text, what
// it says is well-formed, and no fiber is left. The first byte of the input chooses the role, what
// the mux's user does, and whether the rest are bytes as they are, or steps: kind, stream and
// length of frames, three bytes for each, after a good greeting.
#include <lsub/detail/main_fiber.h>
#include <lsub/lsub.h>
#include <lsub/test.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "wire.h"

namespace {

using namespace lsub;
using namespace lsub::nchan;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

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
  g.is_caller = peer_calls;
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
    if (what == wire::kind::credit) {
      payload.clear();
      wire::put_number(payload, data[2] % 4);
      wire::put_number(payload, data[2] / 4);
    }
    if (what == wire::kind::open || what == wire::kind::call || what == wire::kind::released)
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

void play(bool is_caller, unsigned how, const std::string& sent) {
  auto [near, far] = io::make_connection();
  chan<std::string> all = make_chan<std::string>(1);
  error end;
  {
    const mux m(near, is_caller, small_limits());
    go([m, how] { serve(m, how); });
    go([m, how] { ask(m, how); });
    go([far = far, sent] {
      far->write(sent);
      far->close_write();
    });
    go([far = far, all] {
      std::string got;
      char block[500];
      while (const std::size_t n = far->read(block, sizeof block).count) got.append(block, n);
      send(all, got);
    });
    end = *recv(m.hup());
  }
  far->close();
  demand(bool(end), "it ends with a reason");
  const mux_limits most;
  const std::string got = *recv(all);
  const auto source = make_chan<bytes>(1);
  if (!got.empty()) send(source, got);
  close(source);
  const auto from = reader(source);
  wire::frame_reader frames(*from, most);
  wire::frame f;
  error why;
  for (auto found = wire::frame_reader::found::frame; found == wire::frame_reader::found::frame;) {
    found = frames.next(f, why);
    demand(found != wire::frame_reader::found::violation, "what it says is well-formed");
  }
}

}  // namespace

// Inputs are run by the first fiber of one worker.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  setenv("LSUB_WORKERS", "1", 1);
  static std::optional<lsub::detail::main_fiber> first;
  first.emplace();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const test::no_leaks all_ended;
  const unsigned how = data[0];
  const bool is_caller = (how & 128) != 0;
  std::string sent(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((how & 64) != 0) sent = steps(data + 1, size - 1, !is_caller);
  play(is_caller, how & 63, sent);
  demand(all_ended.leaked() == 0, "no fiber is left");
  return 0;
}
