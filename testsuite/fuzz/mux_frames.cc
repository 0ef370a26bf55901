// Fuzzes the decoder of mux frames: whatever the bytes are, it ends; the frames it finds are those
// bytes again, within the limits; how the bytes are cut into reads makes no difference. The first
// byte of the input chooses how large messages may be, the second one how much a read gives.
#include <algorithm>
#include <string_view>

#include "frames.h"
#include "wire.h"

namespace {

using namespace lsub::nchan;
using fuzz::demand;

fuzz::reading read(fuzz::pieces& from, const mux_limits& most) {
  wire::frame_reader frames(from, wire::rules(most));
  fuzz::reading r;
  for (wire::frame f; (r.end = frames.next(f, r.why)) == lsub::frames::found::frame;) {
    demand(f.payload.size() <= std::max<std::size_t>({most.message, most.error_text, 256}),
           "payloads keep to the limits");
    wire::put_frame(r.frames, f.what, f.stream, f.payload);
    wire::greeting mine, theirs;
    mine.role = true;
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
  fuzz::check_frames(all, data[1] % 40 + 1,
                     [&most](fuzz::pieces& from) { return read(from, most); });
  return 0;
}
