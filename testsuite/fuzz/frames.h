// What the fuzzers of packages that speak in frames share.
#pragma once

#include <lsub/detail/main_fiber.h>
#include <lsub/lsub.h>
#include <lsub/test.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "../../runtime/packages/frames/reader.h"

namespace fuzz {

inline void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

// Gives so many bytes at once.
class pieces final : public lsub::io::reader {
 public:
  explicit pieces(std::string_view all, std::size_t most = SIZE_MAX) : rest_(all), most_(most) {}

  lsub::io::outcome read(char* to, std::size_t most) override {
    const std::size_t n = std::min({rest_.size(), most, most_});
    std::memcpy(to, rest_.data(), n);
    rest_.remove_prefix(n);
    return {n, {}};
  }
  void close_read(lsub::error) override {}

 private:
  std::string_view rest_;
  const std::size_t most_;
};

struct reading {
  std::string frames;  // encoded again
  std::string values;  // those accepted, likewise
  lsub::frames::found end = lsub::frames::found::end;
  lsub::error why;
};

// The frames are the bytes again, and how these are cut makes no difference. `read` takes the
// frames of some pieces.
template <class Read>
void check_frames(std::string_view all, std::size_t piece, Read read) {
  pieces uncut(all), cut(all, piece);
  const reading whole = read(uncut), same = read(cut);
  demand(all.substr(0, whole.frames.size()) == whole.frames, "frames are the bytes they came from");
  const bool clean = whole.end == lsub::frames::found::end;
  demand(clean != bool(whole.why), "what is no end has a reason");
  demand(!clean || whole.frames.size() == all.size(), "an end is between two frames");
  demand(same.frames == whole.frames && same.values == whole.values && same.end == whole.end &&
             same.why == whole.why,
         "reads of other sizes give the same");
}

// From now on the caller's thread is the first fiber, of one worker.
inline int begin_fibers() {
  setenv("LSUB_WORKERS", "1", 1);
  static std::optional<lsub::detail::main_fiber> first;
  first.emplace();
  return 0;
}

// Gives `victim` a stream whose peer sends these bytes: it ends with a reason, what it says keeps
// to the rules, no fiber is left.
template <class Rules, class Victim>
void check_session(const std::string& sent, const Rules& rules, Victim victim) {
  using namespace lsub;
  const test::no_leaks all_ended;
  auto [near, far] = io::make_connection();
  const auto all = make_chan<std::string>(1);
  lsub::go([to = far, sent] {
    to->write(sent);
    to->close_write();
  });
  lsub::go([from = far, all] {
    std::string got;
    char block[500];
    while (const std::size_t n = from->read(block, sizeof block).count) got.append(block, n);
    send(all, got);
  });
  const error end = victim(std::move(near));
  far->close();
  demand(bool(end), "it ends with a reason");
  const std::string got = *recv(all);
  pieces from(got);
  frames::reader<Rules> reader(from, rules);
  typename Rules::frame f;
  error why;
  frames::found found;
  while ((found = reader.next(f, why)) == frames::found::frame) {
  }
  demand(found != frames::found::violation, "what it says is well-formed");
  demand(all_ended.leaked() == 0, "no fiber is left");
}

}  // namespace fuzz
