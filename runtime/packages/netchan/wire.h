// The frames of docs/wire/netchan.md. Private to the package.
#pragma once

#include <lsub/netchan.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "../frames/greeting.h"
#include "../frames/reader.h"

namespace lsub::netchan::wire {

enum class kind : std::uint8_t {
  request,
  error,
  data,
  ack,
  closed,
  ack_send,
  stop,
  leave,
  hello,
  bye,
};
inline constexpr unsigned kinds = 10;

inline constexpr std::size_t header_size = 13;  // length 4, kind 1, id 4, sequence 4
inline constexpr std::size_t hello_size = 36;
inline constexpr std::size_t most_hello = 256;
inline constexpr std::size_t credit_size = 8;

struct frame {
  kind what = kind::hello;
  std::uint32_t id = 0;
  std::uint32_t sequence = 0;
  std::string payload;
};

// What one side says at first: the limits it sets to the other one. Its role: it exports.
struct greeting : frames::introduction {
  std::uint32_t frame = 0, name = 0, error_text = 0, channels = 0, credit = 0, credit_bytes = 0,
                churn = 0;
};

// From importer to exporter: it wants to bind a channel.
struct request {
  std::string name;
  std::string type;
  std::int64_t count = -1;  // negative: no limit
  std::int64_t size = 1;    // values its receiver takes ahead
  std::uint8_t sends = 0;   // whether the importer sends
};
LSUB_VALUES(request, name, type, count, size, sends)

using frames::number_at;
using frames::put_number;

void put_frame(std::string& to, kind what, std::uint32_t id, std::uint32_t sequence,
               std::string_view payload = {});
void put_greeting(std::string& to, const greeting& g);

// Errors: what is wrong with it. `mine` is what this side says.
lsub::error read_greeting(const frame& f, const greeting& mine, greeting& theirs);

lsub::error violation(const std::string& what);
lsub::error violation(const std::string& what, std::uint32_t id);

// What frames the peer may send.
class rules {
 public:
  using frame = wire::frame;
  static constexpr std::size_t header_size = wire::header_size;

  explicit rules(const limits& most) : most_(most) {}

  lsub::error read_head(const char* head, std::size_t size, frame& f) const;

 private:
  std::size_t most_of(kind what) const;

  const limits& most_;
};

using frame_reader = frames::reader<rules>;

// Of a connection's stream. `most` has to live as long.
frame_reader reader_of(io::stream& from, const limits& most);

}  // namespace lsub::netchan::wire
