// A connection to the broker and subscriptions on it. Private to the package.
//
// The library behind it calls back on threads of its own. What it calls takes std::mutex for a
// moment and tells fibers by channels; it never waits.
#pragma once

#include <lsub/fleet.h>
#include <lsub/lsub.h>
#include <nats/nats.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace lsub::fleet {

error failure_of(natsStatus s);

// The subject of a name; any bytes may be in it.
std::string subject_of(const std::string& name);

// An address that nobody else has.
std::string new_inbox();

class hub {
 public:
  hub(natsConnection* connection, options how, bool exposed);
  ~hub();
  hub(const hub&) = delete;
  hub& operator=(const hub&) = delete;

  // Blocks: the fiber, while the connection takes it. `reply` may be empty.
  error publish(const std::string& subject, const std::string& reply, std::string_view data);

  // Blocks: the fiber, until the broker has heard all that was said before; if it does not answer,
  // for options.patience. A broker that is lost forgets by itself.
  void settle() noexcept;

  const options& how() const { return how_; }
  bool exposed() const { return exposed_; }
  natsConnection* connection() const { return connection_; }

 private:
  natsConnection* const connection_;
  const options how_;
  const bool exposed_;
  std::atomic<std::uint64_t> asked_{0};  // how often settle was called
  mutex settling_;
  std::uint64_t settled_ = 0;  // of these; under settling_
  const chan<bool> done_ = make_chan<bool>();
};

// Calls `handler` for each message, one at a time, on a thread of the library, until a moment after
// it is destroyed: the handler must own what it uses.
class subscription {
 public:
  using handler = std::function<void(natsMsg*)>;

  // With a queue, each message goes to one of its subscribers. Null if it fails.
  static std::unique_ptr<subscription> open(hub& at, const std::string& subject, const char* queue,
                                            handler call, error& failure);
  ~subscription();
  subscription(const subscription&) = delete;
  subscription& operator=(const subscription&) = delete;

 private:
  explicit subscription(natsSubscription* s) : handle_(s) {}

  natsSubscription* const handle_;
};

inline std::string_view data_of(natsMsg* m) {
  return {natsMsg_GetData(m), static_cast<std::size_t>(natsMsg_GetDataLength(m))};
}

inline std::string reply_of(natsMsg* m) {
  const char* reply = natsMsg_GetReply(m);
  return reply != nullptr ? reply : "";
}

}  // namespace lsub::fleet
