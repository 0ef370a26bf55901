// One end of a connection with many streams. Private to the package.
//
// Fibers beside those of frames::endpoint: one for each channel that the user sends on (pump), and,
// while messages wait for their receiver, one for each such stream (deliver) and one for new
// streams (accept). Invariants beside its own:
//   * the reader never waits but for the peer: it hands a message to a receiver that is there, or
//     puts it into the stream's queue, which credit bounds, and appends answers to `outbox_`;
//   * only pumps wait for credit, for room in the outbox and for the peer's limits;
//   * a frame about a stream is appended under guard_, together with the change of its state, so
//     the order on the wire is the order of states.
// A stream's number is dead once its opener got `released`, the last frame about it.
#pragma once

#include <lsub/lsub.h>

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "../frames/endpoint.h"
#include "queue.h"
#include "wire.h"

namespace lsub::nchan {

// A direction in which this side sends.
struct outgoing {
  chan<bytes> from;      // the user's; nil if there is none
  std::size_t sent = 0;  // messages not yet given back as credit
  std::size_t sent_bytes = 0;
  std::size_t wider = 0;  // than the window at first
  std::size_t wider_bytes = 0;
  bool waits = false;    // has waited for credit since the window became what it is
  bool widened = false;  // it did, so what is said of waiting again is the peer's doing
  bool ended = true;     // an end was sent, or never will be
  bool stopped = false;  // the peer wants no more
  bool silent = false;   // the mux closed it, not its user, and nothing was sent
  error failure;         // a message could not be sent
  chan<bool> changed;    // made when its pump waits for the first time
};

// A direction in which this side receives.
struct incoming {
  chan<bytes> to;                 // the user's; nil if there is none
  message_queue waiting;          // what nobody took yet
  std::size_t window = 0;         // and in bytes, as it is by now
  std::size_t window_bytes = 0;
  std::size_t room = 0;           // messages the peer may still send
  std::ptrdiff_t room_bytes = 0;  // the last message may exceed it
  std::size_t taken = 0;          // by the user, and not yet given back as credit
  std::size_t taken_bytes = 0;
  bool peer_waits = false;        // since the window became what it is
  std::size_t came = 0;           // bytes of frames, since the last look at the window
  std::size_t all_came = 0;       // session's all_came_ then
  bool ended = true;        // the peer sends no more
  bool refused = false;     // the user takes no more
  bool delivering = false;  // a fiber takes from `waiting`
  error why;                // with which `to` ends once `waiting` is empty

  bool done() const { return (ended || refused) && !delivering && waiting.empty(); }
};

struct mux_stream {
  std::uint32_t number = 0;  // 0: not opened yet
  bool own = false;          // opened by this side
  bool answered = false;     // has a direction from the accepting side
  bool accepted = false;     // the peer's: the user has it, or was not asked
  bool released = false;     // own: the peer is done with it
  outgoing tx;
  incoming rx;
};

using stream_of = std::shared_ptr<mux_stream>;

class mux_session final : public frames::endpoint {
 public:
  mux_session(io::stream_ptr rw, bool is_caller, mux_limits most);

  // A new stream of this side's.
  stream_of add(bool answered);

  void close(error why);

  const recv_chan<conn> in() const { return in_; }
  const recv_chan<error> hup() const { return hup_; }

 private:
  std::shared_ptr<mux_session> self() {
    return std::static_pointer_cast<mux_session>(shared_from_this());
  }

  // life.lcc
  void read_all() override;
  error greet(const wire::frame& f);
  void append_bye(const error& why) override;
  void wake_those_without_room() override;
  void end_channels() override;
  void ended() override;

  // sending.lcc
  static void pump(std::shared_ptr<mux_session> self, stream_of s);
  bool send(const stream_of& s, bytes message);
  void send_end(const stream_of& s);
  bool wait_to_open(lock& hold, const stream_of& s);
  bool wait_to_send(lock& hold, const stream_of& s);
  void wait_change(lock& hold, mux_stream& s);
  bool open(const stream_of& s);
  static void wake(mux_stream& s);
  void wake_pumps();

  // receiving.lcc
  error handle(wire::frame& f);
  bool may_open();
  error handle_open(lock& hold, const wire::frame& f);
  error handle_data(lock& hold, const stream_of& s, bytes message);
  error handle_credit(mux_stream& s, const bytes& payload);
  error handle_widen(mux_stream& s, const bytes& payload);
  error handle_stop(mux_stream& s, const bytes& text);
  error handle_released(const stream_of& s);
  static void deliver(std::shared_ptr<mux_session> self, stream_of s);
  static void accept(std::shared_ptr<mux_session> self);
  void accepted(const stream_of& s, bool taken);
  void took(mux_stream& s, std::size_t size);
  void begin_window(incoming& rx) const;
  void widen(mux_stream& s);
  bool queue(std::size_t size);
  void unqueue(std::size_t size);
  void refuse(mux_stream& s, const error& why);
  void settle(const stream_of& s);
  void answer(wire::kind what, std::uint32_t stream, std::string_view payload = {});

  bool is_own(std::uint32_t number) const { return (number % 2 == 1) == mine_.role; }

  const mux_limits most_;
  const wire::greeting mine_;
  const chan<conn> in_ = make_chan<conn>();
  const chan<error> hup_ = make_chan<error>(1);

  // Under guard_.
  wire::greeting theirs_;  // valid if known_
  std::unordered_set<stream_of> streams_;
  std::unordered_map<std::uint32_t, stream_of> by_number_;
  std::deque<stream_of> not_accepted_;
  std::vector<stream_of> wait_for_room_;
  std::deque<stream_of> wait_for_slot_;
  bool accepting_ = false;
  std::size_t own_open_ = 0, theirs_open_ = 0;
  std::uint32_t next_own_, last_theirs_ = 0;
  std::size_t queued_ = 0, widened_ = 0;
  std::size_t all_came_ = 0;  // bytes of data frames
  std::size_t opens_ = 0;  // since opens_since_
  io::time_point opens_since_{};
};

}  // namespace lsub::nchan
