// Fuzzes the decoder of belt frames: whatever the bytes are, it ends; the frames it finds are those
// bytes again, within the limits; how the bytes are cut into reads makes no difference; a value it
// accepts is the same value once encoded and decoded again. The first byte of the input chooses how
// large values may be, the second one how much a read gives.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "wire.h"

namespace {

using namespace lsub::belts;
using wire::frame_reader;
using table = std::map<std::string, std::vector<std::tuple<bool, double>>>;

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

const detail::protocol& protocol() {
  return detail::protocol_of<int, std::string, table>;
}

// What was decoded is encoded as a frame that is decoded as the same.
std::string again(const any& value, const limits& most) {
  limits wide = most;
  wide.value = {};
  std::string bytes, twice;
  demand(!wire::put_value(bytes, value, &protocol(), wide), "a value that came can go");
  any copy;
  const std::string_view payload = std::string_view(bytes).substr(wire::frame_header);
  demand(!wire::take_value(copy, payload, &protocol(), wide), "and come again");
  demand(!wire::put_value(twice, copy, &protocol(), wide) && bytes == twice, "as it was");
  return bytes;
}

struct reading {
  std::string frames;  // encoded again
  std::string values;  // those accepted, likewise
  frame_reader::found end = frame_reader::found::end;
  lsub::error why;
};

reading read(std::string_view data, const limits& most, std::size_t piece) {
  pieces from(data, piece);
  frame_reader frames(from, most);
  reading r;
  wire::kind what = wire::kind::hello;
  std::string_view payload;
  while ((r.end = frames.next(what, payload, r.why)) == frame_reader::found::frame) {
    demand(payload.size() <= std::max(256 + most.value.bytes, most.error_text),
           "payloads keep to the limits");
    wire::put_frame(r.frames, what, payload);
    if (what == wire::kind::hello && !wire::read_hello(what, payload))
      demand(payload[4] <= 1 && payload[5] != 0, "a greeting has version 1");
    any value;
    if (what != wire::kind::value) continue;
    const lsub::error why = wire::take_value(value, payload, &protocol(), most);
    demand(bool(why) != bool(value), "a value, or why there is none");
    if (value) r.values += again(value, most);
  }
  return r;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view all(reinterpret_cast<const char*>(data) + 2, size - 2);
  limits most;
  most.value.bytes = data[0] < 128 ? data[0] : std::size_t{data[0]} << 10;
  most.error_text = data[0] / 2;
  const reading whole = read(all, most, SIZE_MAX);
  demand(all.substr(0, whole.frames.size()) == whole.frames, "frames are the bytes they came from");
  const bool clean = whole.end == frame_reader::found::end;
  demand(clean != bool(whole.why), "what is no end has a reason");
  demand(!clean || whole.frames.size() == all.size(), "an end is between two frames");
  const reading cut = read(all, most, data[1] % 40 + 1);
  demand(cut.frames == whole.frames && cut.values == whole.values && cut.end == whole.end &&
             cut.why == whole.why,
         "reads of other sizes give the same");
  return 0;
}
