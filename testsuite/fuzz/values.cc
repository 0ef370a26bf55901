// Fuzzes the decoding of values: whatever the bytes are, the result is a failure with a text or a
// value whose bytes can be read again, to the same bytes. The first byte of the input chooses the
// type and whether the limits are small.
#include <lsub/values.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace {

using namespace lsub;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

struct tree {
  std::optional<int> number;
  std::string name;
  std::vector<tree> children;
};
LSUB_VALUES(tree, number, name, children)

struct mixed {
  bool flag = false;
  std::array<double, 2> reals = {};
  std::map<std::string, std::vector<unsigned char>> files;
  std::set<std::int16_t> chosen;
  std::tuple<std::uint8_t, error> pair;
};
LSUB_VALUES(mixed, flag, reals, files, chosen, pair)

template <class T>
void read(std::string_view bytes, const value_limits& most) {
  const decoded<T> once = decode<T>(bytes, most);
  if (once.failure) {
    demand(once.failure.message().rfind("value: ", 0) == 0, "failures have a text");
    return;
  }
  demand(bytes.size() <= most.bytes, "the limits hold");
  const std::string again = encode(once.value);
  const decoded<T> twice = decode<T>(again);
  demand(!twice.failure, "what was read can be written and read");
  demand(encode(twice.value) == again, "and is the same then");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  value_limits most;
  if (data[0] >= 128) most = {.bytes = 100, .depth = 3, .elements = 20, .memory = 2000};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0:
      read<tree>(bytes, most);
      break;
    case 1:
      read<mixed>(bytes, most);
      break;
    case 2:
      read<std::vector<std::string>>(bytes, most);
      break;
    case 3:
      read<std::map<std::int64_t, std::optional<float>>>(bytes, most);
      break;
    case 4:
      read<std::uint32_t>(bytes, most);
      break;
    case 5:
      read<std::vector<std::vector<bool>>>(bytes, most);
      break;
    case 6:
      read<std::map<std::string, std::map<std::string, mixed>>>(bytes, most);
      break;
    default:
      read<std::vector<std::pair<std::int8_t, std::uint64_t>>>(bytes, most);
  }
  return 0;
}
