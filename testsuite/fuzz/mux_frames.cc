// Fuzzes the decoder of mux frames: whatever the bytes are, it ends; the frames it finds are those
// bytes again, within the limits; how the bytes are cut into reads makes no difference. The first
// byte of the input chooses how large messages may be, the second one how much a read gives.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "wire.h"

namespace {

using namespace lsub::nchan;
using wire::frame;
using wire::frame_reader;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

class pieces final : public lsub::io::reader {
 public:
  pieces(std::string_view all, std::size_t most) : rest_(all), most_(most) {}

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
  bytes frames;  // encoded again
  frame_reader::found end = frame_reader::found::end;
  lsub::error why;
};

reading read(std::string_view data, const mux_limits& most, std::size_t piece) {
  pieces from(data, piece);
  frame_reader frames(from, most);
  reading r;
  for (frame f; (r.end = frames.next(f, r.why)) == frame_reader::found::frame;) {
    demand(f.payload.size() <= std::max<std::size_t>({most.message, most.error_text, 256}),
           "payloads keep to the limits");
    wire::put_frame(r.frames, f.what, f.stream, f.payload);
    wire::greeting mine, theirs;
    mine.is_caller = true;
    if (f.what == wire::kind::hello && !read_greeting(f, mine, theirs))
      demand(theirs.streams > 0 && theirs.window > 0, "a greeting allows something");
  }
  return r;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view all(reinterpret_cast<const char*>(data) + 2, size - 2);
  mux_limits most;
  most.message = data[0] < 128 ? data[0] : std::size_t{data[0]} << 10;
  most.error_text = data[0] / 2;
  const reading whole = read(all, most, SIZE_MAX);
  demand(all.substr(0, whole.frames.size()) == whole.frames, "frames are the bytes they came from");
  const bool clean = whole.end == frame_reader::found::end;
  demand(clean != bool(whole.why), "what is no end has a reason");
  demand(!clean || whole.frames.size() == all.size(), "an end is between two frames");
  const reading cut = read(all, most, data[1] % 40 + 1);
  demand(cut.frames == whole.frames && cut.end == whole.end && cut.why == whole.why,
         "reads of other sizes give the same");
  return 0;
}
