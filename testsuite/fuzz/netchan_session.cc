// Fuzzes an exporter and an importer by what their peer sends: the connection ends with an error
// that has a text, what it says is well-formed, and no fiber is left. The first byte of the input
// chooses the role, what the user does, and whether the rest are bytes as they are, or steps: kind,
// id and content of frames, three bytes for each, after a good greeting.
#include <lsub/netchan.h>

#include <cstdint>
#include <string>
#include <utility>

#include "frames.h"
#include "wire.h"

namespace {

using namespace lsub;
using namespace lsub::netchan;
using fuzz::demand;

limits small_limits() {
  limits most;
  most.frame = 300;
  most.name = 10;
  most.error_text = 20;
  most.channels = 4;
  most.credit = 4;
  most.credit_bytes = 200;
  most.connection_bytes = 1000;
  most.outgoing = 600;
  most.control = 50;
  most.churn = 3;
  return most;
}

std::string request_of(std::uint8_t content) {
  static const char* const names[] = {"out", "in", "texts", "none"};
  wire::request r;
  r.name = names[content & 3];
  const bool text = (content & 3) == 2;
  r.type = text != ((content & 4) != 0) ? "str" : "i32";
  r.count = static_cast<std::int64_t>(content >> 3 & 3) - 1;
  r.size = 1 + (content >> 5 & 3);
  const bool right = (content & 128) == 0;
  r.sends = static_cast<std::uint8_t>(((content & 3) != 0) == right);
  return encode(r);
}

std::string payload_of(wire::kind what, std::uint8_t content) {
  std::string two;
  switch (what) {
    case wire::kind::request:
      return request_of(content);
    case wire::kind::data:
      return content < 128 ? encode(static_cast<int>(content)) : encode(std::string(content, 'x'));
    case wire::kind::ack_send:
      wire::put_number(two, content % 4);
      wire::put_number(two, content / 4);
      return two;
    case wire::kind::ack:
    case wire::kind::leave:
    case wire::kind::hello:
      return {};
    default:
      return std::string(content % 30, 'y');
  }
}

std::string steps(const std::uint8_t* data, std::size_t size, bool peer_exports) {
  wire::greeting g;
  g.role = peer_exports;
  g.frame = 200;
  g.name = 20;
  g.error_text = 10;
  g.channels = 3;
  g.credit = 3;
  g.credit_bytes = 100;
  g.churn = 5;
  std::string all;
  wire::put_greeting(all, g);
  std::uint32_t sent = 0;
  for (; size >= 3; data += 3, size -= 3) {
    const auto what = static_cast<wire::kind>(data[0] % (wire::kinds + 1));
    const bool whole =
        what == wire::kind::hello || what == wire::kind::bye || what == wire::kind::ack;
    std::uint32_t sequence = 0;
    if (what == wire::kind::data) sequence = ++sent;
    if (what == wire::kind::ack) sequence = data[2];
    wire::put_frame(all, what, whole ? 0 : data[1] % 8, sequence, payload_of(what, data[2]));
  }
  return all;
}

struct channels {
  chan<int> out, in;
  chan<std::string> texts = make_chan<std::string>();

  explicit channels(unsigned how)
      : out(make_chan<int>((how & 1) != 0 ? 3 : 0)), in(make_chan<int>((how & 2) != 0 ? 2 : 0)) {
    go([c = out, how] {
      for (int i = 0; i < static_cast<int>(how & 12) * 3; ++i) {
        if (!send(c, i)) return;
      }
      close(c, (how & 16) != 0 ? error("over") : error());
    });
    go([c = in, how] {
      for (int n = 1; recv(c); ++n) {
        if ((how & 32) != 0 && n == 2) close(c, "enough");
      }
    });
    go([c = texts] {
      while (recv(c)) {
      }
    });
  }
  ~channels() {
    close(out);
    close(in);
    close(texts);
  }
  channels(const channels&) = delete;
  channels& operator=(const channels&) = delete;
};

error serve(const channels& c, io::stream_ptr near) {
  const exporter e(small_limits());
  demand(!e.export_chan("out", c.out, dir::send), "it exports");
  demand(!e.export_chan("in", c.in, dir::recv), "it exports");
  demand(!e.export_chan("texts", c.texts, dir::recv), "it exports");
  return e.serve_conn(std::move(near));
}

error ask(const channels& c, io::stream_ptr near) {
  const importer i(std::move(near), small_limits());
  // They fail when the connection has ended.
  static_cast<void>(i.import_chan("out", c.out, dir::send, 3));
  static_cast<void>(i.import_chan("in", c.in, dir::recv, 3));
  static_cast<void>(i.import_n_values("texts", c.texts, dir::recv, 1, 2));
  while (recv(i.errors())) {
  }
  return cerror(i.errors());
}

}  // namespace

// Inputs are run by the first fiber of one worker.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  return fuzz::begin_fibers();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned how = data[0];
  const bool exports = (how & 128) == 0;
  std::string sent(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((how & 64) != 0) sent = steps(data + 1, size - 1, !exports);
  const limits most;
  fuzz::check_session(sent, wire::rules(most), [=](io::stream_ptr near) {
    const channels c(how & 63);
    return exports ? serve(c, std::move(near)) : ask(c, std::move(near));
  });
  return 0;
}
