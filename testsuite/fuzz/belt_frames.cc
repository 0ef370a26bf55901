// Fuzzes the decoder of belt frames: whatever the bytes are, it ends; the frames it finds are those
// bytes again, within the limits; how the bytes are cut into reads makes no difference; a value it
// accepts is the same value once encoded and decoded again. The first byte of the input chooses how
// large values may be, the second one how much a read gives.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "frames.h"
#include "wire.h"

namespace {

using namespace lsub::belts;
using fuzz::demand;
using table = std::map<std::string, std::vector<std::tuple<bool, double>>>;

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

fuzz::reading read(fuzz::pieces& from, const limits& most) {
  wire::frame_reader frames(from, wire::rules(most));
  fuzz::reading r;
  for (wire::frame f; (r.end = frames.next(f, r.why)) == lsub::frames::found::frame;) {
    const std::string& payload = f.payload;
    demand(payload.size() <= std::max(256 + most.value.bytes, most.error_text),
           "payloads keep to the limits");
    wire::put_frame(r.frames, f.what, payload);
    if (f.what == wire::kind::hello && !wire::read_hello(f))
      demand(payload[4] <= 1 && payload[5] != 0, "a greeting has version 1");
    any value;
    if (f.what != wire::kind::value) continue;
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
  fuzz::check_frames(all, data[1] % 40 + 1,
                     [&most](fuzz::pieces& from) { return read(from, most); });
  return 0;
}
