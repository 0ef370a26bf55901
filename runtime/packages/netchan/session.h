// One connection, at either end, and what an exporter's connections share. Private to the package.
//
// Fibers beside those of frames::endpoint: one for each channel whose values leave this side (pump),
// and, while values wait for their receiver, one for each such channel (deliver). Invariants beside
// its own:
//   * the reader never waits but for the peer: it hands a value to a receiver that is there, or
//     puts it into the channel's queue, which credit bounds, and leaves answers to the writer;
//   * a pump takes a value from its user only with credit for it, and never once it must stop;
//   * credit and acknowledgements are not queued but summed up until something is written;
//   * a frame about a channel is appended under guard_, together with the change of its state.
// Lock order: the session's guard_, then an exported's, then the exporter's.
#pragma once

#include <lsub/lsub.h>

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "../frames/endpoint.h"
#include "wire.h"

namespace lsub::netchan::detail {

using lock = std::unique_lock<mutex>;

// Of a value's bytes, by who takes one after another.
inline constexpr std::size_t kept_bytes = 4096;

// A channel as its exporter has it.
struct exported {
  std::string name;
  std::shared_ptr<port> channel;
  bool sends = false;
  export_options how;

  mutex guard;                       // protects what follows; nothing under it waits
  std::deque<std::string> returned;  // values that no importer got, to be sent first
  std::vector<chan<bool>> wakes;     // of the pumps
};

using exported_ptr = std::shared_ptr<exported>;

// A channel on a connection: values go one way.
struct route {
  std::uint32_t id = 0;
  std::string name;
  bool sends = false;      // this side
  bool requested = false;  // the peer knows of it
  bool limited = false;
  std::int64_t left = 0;  // values that may still pass, if limited
  std::shared_ptr<port> channel;
  exported_ptr from;  // null at the importer

  // This side sends.
  std::size_t size = 1;  // values the receiver takes ahead
  std::size_t sent = 0;  // values not yet given back as credit
  std::size_t sent_bytes = 0;
  std::uint64_t total = 0;   // values sent at all
  bool ended = false;        // the last frame of this side was appended, or never will be
  bool stopped = false;      // nothing more is to be sent
  bool taking = false;       // its pump waits for its user, or has a value nobody knows of
  std::uint64_t rounds = 0;  // how often its pump had no such value
  chan<bool> wake;           // its pump looks again

  // This side receives.
  std::deque<std::string> waiting;  // what nobody took yet
  std::size_t room = 0;             // values the peer may still send
  std::ptrdiff_t room_bytes = 0;    // the last value may exceed it
  std::size_t taken = 0;            // by the user, and not yet given back as credit
  std::size_t taken_bytes = 0;
  bool over = false;        // the peer sends no more
  bool refused = false;     // the user takes no more
  bool delivering = false;  // a fiber takes from `waiting`
  bool due = false;         // credit is to be given back
  bool open = false;        // the user's channel is to stay open at the end
  bool gone = false;        // the importer closed its channel, not its user
  error why;                // with which the user's channel ends once `waiting` is empty
};

using route_ptr = std::shared_ptr<route>;

// Fibers that wait until something has changed.
class changes {
 public:
  // Those who wait look again.
  void tell();

  chan<bool> begin();
  void end(const chan<bool>& c);

 private:
  std::atomic<int> waiting_{0};
  mutex guard_;  // protects list_
  std::vector<chan<bool>> list_;
};

// Waits until `done()`, looking again at each change. False at the deadline.
template <class Done>
bool wait_until(changes& c, io::time_point deadline, Done done);

// So many at once, and some more as time goes by.
class pace {
 public:
  // Whether there may be one more.
  bool one_more(std::size_t at_once, std::size_t later, std::chrono::nanoseconds in);

 private:
  bool begun_ = false;
  double left_ = 0;
  io::time_point since_{};
};

class exporter_core;

class session final : public frames::endpoint {
 public:
  // Of an exporter, or of an importer: then `exports` is null.
  session(io::stream_ptr rw, std::shared_ptr<exporter_core> exports, limits most);

  void close(error why);

  // Of an importer.
  error import(const std::string& name, std::shared_ptr<port> p, bool sends, std::ptrdiff_t size,
               std::int64_t n);
  error hangup(const std::string& name, error why);
  recv_chan<error> errors() const { return errors_; }
  error drain(io::time_point deadline);
  error sync(io::time_point deadline);

  // Of an exporter: the channel takes no more.
  void hung_up(const exported& e, const error& why);

  // What its pumps took is on its way: wait until passed() then.
  using routes_mark = std::vector<std::pair<route_ptr, std::uint64_t>>;
  routes_mark look();
  bool passed(const routes_mark& m);
  std::uint64_t sequence();               // of the last value sent
  bool received(std::uint64_t sequence);  // by the peer, or it never will be

  changes& progress();

 private:
  std::shared_ptr<session> self() { return std::static_pointer_cast<session>(shared_from_this()); }

  // life.lcc
  void read_all() override;
  error greet(const wire::frame& f);
  void append_sums() override;
  void append_bye(const error& why) override;
  void wake_those_without_room() override;
  void end_channels() override;
  void ended() override;

  // sending.lcc
  static void pump(std::shared_ptr<session> self, route_ptr r);
  void start_pump(const route_ptr& r);
  bool may_send(lock& hold, const route_ptr& r);
  took next_value(route& r, std::string& bytes);
  bool send_value(route& r, std::string& bytes);
  void finish(const route_ptr& r, const error& why);
  void ask(const route_ptr& r);
  error handle_ack(std::uint32_t sequence);
  error handle_ack_send(const route_ptr& r, const std::string& payload);
  error handle_stop(const route_ptr& r, const wire::frame& f);

  // handling.lcc
  error handle(wire::frame& f);
  error handle_request(const wire::frame& f);
  error handle_error(const route_ptr& r, const std::string& text);
  error handle_order(lock& hold, const route_ptr& r, wire::frame& f);
  error handle_data(lock& hold, const route_ptr& r, std::string& bytes);
  error handle_closed(const route_ptr& r, const std::string& text);
  error fault(const wire::request& asked, std::uint32_t id);
  error objection(const wire::request& asked, exported_ptr& e) const;
  void accept(const wire::request& asked, std::uint32_t id, exported_ptr e);
  // receiving.lcc
  static void deliver(std::shared_ptr<session> self, route_ptr r);
  void let_go(std::size_t size);
  bool keep(std::size_t size);
  void forget(const route_ptr& r);
  void free_name(const route_ptr& r);
  void took_value(const route_ptr& r, std::size_t size);
  void refuse(const route_ptr& r, const error& why, wire::kind how = wire::kind::stop);
  void settle(const route_ptr& r);
  void answer(wire::kind what, std::uint32_t id, std::string_view payload = {});
  void object(const error& what);
  value_limits value_bounds() const;

  bool exports() const { return exports_ != nullptr; }
  std::string cut(const error& why) const;

  const std::shared_ptr<exporter_core> exports_;
  const limits most_;
  const wire::greeting mine_;
  const std::string peer_;  // who it has proven to be
  const chan<error> errors_;
  changes own_changes_;

  // Under guard_.
  wire::greeting theirs_;  // valid if known_
  std::set<route_ptr> routes_;
  std::unordered_map<std::uint32_t, route_ptr> by_id_;
  std::map<std::string, route_ptr> by_name_;  // the importer's
  std::vector<route_ptr> unasked_;            // until the peer has said its limits
  std::vector<route_ptr> due_;                // credit is to be given back
  std::vector<route_ptr> wait_for_room_;
  std::size_t open_ = 0;       // channels that the peer, or the own user, has opened and not ended
  std::uint32_t next_id_ = 0;  // of the importer: its own, or the least that the peer may use
  std::uint64_t sent_ = 0, acked_ = 0;  // values, by sequence
  std::uint64_t received_ = 0, confirmed_ = 0;
  std::size_t queued_ = 0;
  pace requests_;
};

using session_ptr = std::shared_ptr<session>;

class exporter_core : public std::enable_shared_from_this<exporter_core> {
 public:
  explicit exporter_core(limits most) : most_(most) {}

  error add(exported_ptr e);
  error hangup(const std::string& name, const error& why);
  exported_ptr find(const std::string& name, error& why);
  error serve_conn(io::stream_ptr rw);
  // The listener is closed with the exporter. Before serve. Errors: the exporter is closed.
  error adopt(const std::shared_ptr<io::listener>& l);
  error serve(std::shared_ptr<io::listener> l, const exporter::handshake& hands);
  error drain(io::time_point deadline);
  error sync(io::time_point deadline);
  void close(error why);

  const limits& most() const { return most_; }
  changes& progress() { return progress_; }

 private:
  std::vector<session_ptr> sessions();
  bool empty();

  const limits most_;
  changes progress_;

  mutex guard_;  // protects what follows; nothing under it waits
  bool closed_ = false;
  error why_;
  std::map<std::string, exported_ptr> names_;
  std::set<session_ptr> sessions_;
  std::size_t connections_ = 0;  // those shaking hands too
  std::set<std::shared_ptr<io::listener>> listeners_;
};

error plain_text();
io::stream_ptr broken(const error& why);
io::time_point deadline_of(std::chrono::nanoseconds timeout);

template <class Done>
bool wait_until(changes& c, io::time_point deadline, Done done) {
  const chan<bool> changed = c.begin();
  bool held = done();
  while (!held) {
    if (deadline == io::never) {
      recv(changed);
    } else if (!recv_until(changed, deadline)) {
      break;
    }
    held = done();
  }
  c.end(changed);
  return held;
}

}  // namespace lsub::netchan::detail
