// Fuzzes a connection by what its peer sends: what it receives and how both channels end is what
// docs/wire/nchan.md says, decided here a second time; what it writes is well-formed; no fiber is
// left. The first byte of the input chooses what the connection's user does, the second one how
// many bytes come at once and whether the rest are bytes as they are, or steps: kind and length of
// records, two bytes for each.
#include <lsub/nchan.h>

#include <cstdint>
#include <string>
#include <vector>

#include "../packages/nchan/Inputs/records.h"
#include "frames.h"

namespace {

using namespace lsub;
using nchan::bytes;

constexpr std::size_t most_message = 300, most_text = 20;

std::string steps(std::string_view in) {
  std::string all;
  for (; in.size() >= 2; in.remove_prefix(2)) {
    const auto kind = static_cast<unsigned char>(in[0]) % 8;
    const auto n = static_cast<unsigned char>(in[1]);
    if (kind == 6) all += length(error_mark);
    if (kind == 7) all += length(stop_mark);
    const std::size_t size = kind >= 6 ? n % (most_text + 2) : std::size_t{n} * 2 % (most_message + 2);
    all += message_record(std::string(size, static_cast<char>('a' + n % 26)));
  }
  return all;
}

// A direction, as the specification has it.
struct meaning {
  std::vector<bytes> messages;
  bool last = false;   // an error record
  bool stop = false;   // before the last record, or right behind it
  bool early = false;  // before it
  bool whole = true;   // nothing stands behind
  error end, stopped;  // how `in` ends; why nobody receives at the other end
};

class parser {
 public:
  explicit parser(std::string_view all) : rest_(all) {}

  meaning all() {
    meaning m;
    while (!rest_.empty() && !m.last && one(m)) {
    }
    // Behind the last record a failure is nobody's.
    const error end = m.end;
    m.early = m.stop;
    if (m.last && !m.stop && rest_.size() >= 8 && number() == stop_mark) one(m);
    m.end = end;
    m.whole = rest_.empty();
    return m;
  }

 private:
  std::uint64_t number() const {
    std::uint64_t n = 0;
    for (std::size_t i = 8; i-- > 0;) n = n << 8 | static_cast<unsigned char>(rest_[i]);
    return n;
  }

  // A length and its bytes, or why not.
  bool counted(std::size_t most, const char* what, std::string& to, error& why) {
    why = "unexpected end";
    if (rest_.size() < 8) return false;
    const std::uint64_t n = number();
    if (n > most) {
      why = std::string(what) + " is too large: " + std::to_string(n) + " bytes";
      return false;
    }
    if (rest_.size() - 8 < n) return false;
    to = rest_.substr(8, n);
    rest_.remove_prefix(8 + n);
    why = {};
    return true;
  }

  bool one(meaning& m) {
    const std::uint64_t mark = rest_.size() >= 8 ? number() : 0;
    std::string text;
    if (mark != error_mark && mark != stop_mark) {
      if (!counted(most_message, "message", text, m.end)) return false;
      m.messages.push_back(text);
      return true;
    }
    rest_.remove_prefix(8);
    if (!counted(most_text, "error text", text, m.end)) return false;
    if (mark == error_mark) {
      m.last = true;
      m.end = text;
    } else {
      if (m.stop) {
        m.end = "more than one stop";
        return false;
      }
      m.stop = true;
      m.stopped = text;
    }
    return true;
  }

  std::string_view rest_;
};

// A stream whose other end is told nothing, as with a socket.
class mute final : public io::stream {
 public:
  mute(io::stream_ptr under, std::size_t piece) : under_(std::move(under)), piece_(piece) {}

  io::outcome read(char* to, std::size_t most) override {
    return under_->read(to, std::min(most, piece_));
  }
  io::outcome write(std::string_view data) override { return under_->write(data); }
  void close_read(error why) override { under_->close_read(std::move(why)); }
  void close_write(error) override { under_->close_write(); }
  bool half_closes() const noexcept override { return true; }
  void close(error why) override { under_->close(std::move(why)); }
  void set_read_deadline(io::time_point t) override { under_->set_read_deadline(t); }

 private:
  const io::stream_ptr under_;
  const std::size_t piece_;
};

void play(const std::string& sent, unsigned how, std::size_t piece) {
  const test::no_leaks all_ended;
  auto [near, far] = io::make_connection();
  const auto all = make_chan<std::string>(1);
  go([to = far, sent] {
    to->write(sent);
    to->close_write();
  });
  go([from = far, all] {
    std::string got;
    char block[500];
    while (const std::size_t n = from->read(block, sizeof block).count) got.append(block, n);
    send(all, got);
  });
  const auto win = make_chan<bool>(), wout = make_chan<bool>();
  const auto c = nchan::make_conn(std::make_shared<mute>(near, piece), how % 3, win, wout,
                                  {.message = most_message, .error_text = most_text});
  const bool refuses = (how & 8) != 0, sends = (how & 16) != 0, ends_first = (how & 32) != 0;
  if (ends_first) close(c.out, "ended first");
  go([=] {
    for (unsigned i = 0; sends && i < 5; ++i)
      if (!send(c.out, bytes(i * 70, 's'))) break;
    recv(win);
    close(c.out, (how & 64) != 0 ? error("ours") : error());
  });
  std::vector<bytes> received;
  while (auto message = recv(c.in)) {
    received.push_back(*message);
    if (refuses && received.size() == 2) close(c.in, "enough");
  }
  recv(win);
  recv(wout);

  const meaning m = parser(sent).all();
  const bool stopped_here = refuses && received.size() >= 2;
  fuzz::demand(stopped_here ? received.size() <= m.messages.size() : received == m.messages,
               "the messages are those that were sent");
  for (std::size_t i = 0; i < received.size(); ++i)
    fuzz::demand(received[i] == m.messages[i], "the messages come in their order");
  // The end may have come before the user's.
  const bool either = stopped_here && received == m.messages;
  fuzz::demand((stopped_here && cerror(c.in) == error("enough")) ||
                   ((either || !stopped_here) && cerror(c.in) == m.end),
               "`in` ends as it says");
  if (ends_first) {
    fuzz::demand(cerror(c.out) == error("ended first"), "the first error stays");
  } else if (m.early && !stopped_here) {
    fuzz::demand(cerror(c.out) == (m.stopped ? m.stopped : error("read or write on closed pipe")),
                 "`out` ends as it was stopped");
  }
  const std::string got = *recv(all);
  const meaning said = parser(got).all();
  fuzz::demand(said.whole && (said.last || !said.end), "what it writes is well-formed");
  if (said.stop)
    fuzz::demand(said.stopped == error(cerror(c.in).message().substr(0, most_text)),
                 "a stop has the receiver's error");
  fuzz::demand(all_ended.leaked() == 0, "no fiber is left");
}

}  // namespace

// Inputs are run by the first fiber of one worker.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  return fuzz::begin_fibers();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  std::string sent(reinterpret_cast<const char*>(data) + 2, size - 2);
  if ((data[1] & 128) != 0) sent = steps(sent);
  play(sent, data[0], std::size_t{1} << data[1] % 16);
  return 0;
}
