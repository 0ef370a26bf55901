// Named channels between many processes, through a broker: the exporters and importers of netchan
// over NATS.
//
// Plain C++; the package library behind it is linked by lsub++ where libnats is installed.
// Everything blocks only its fiber. Thread-safety: all of it may be used from any fiber at any
// time.
#pragma once

#include <lsub/netchan.h>
#include <lsub/sync.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace lsub::fleet {

struct options {
  std::chrono::nanoseconds patience =
      std::chrono::seconds(10);                                // for the broker, and for who serves
  std::chrono::nanoseconds silence = std::chrono::seconds(5);  // of a peer, which then is gone
  std::size_t ahead = std::size_t{8}
                      << 20;     // bytes that arrived and nobody read, of one connection
  std::size_t dials = 64;        // that wait to be accepted; more are not answered
  std::string authorities = {};  // file of those that a broker's certificate is trusted for
};

class hub;

// A connection to a NATS server, and through it to whoever else has one. Copies are the same
// connection; the last one ends it, after the streams and listeners made by it.
//
// When the server is lost it is looked for until it is back. Streams go on then if nothing was lost
// meanwhile and it took less than `silence`; otherwise they fail, with an error that says which.
class broker {
 public:
  // As "nats://host:port", or "tls://host:port".
  static std::pair<broker, error> connect(const std::string& url, options how = {});

  // A stream to one of those who listen to the name. Errors: nobody does; none answers in time.
  io::opened dial(const std::string& name) const;

  // Who dials the name is served by one of its listeners, in whatever process. To close one blocks
  // until the broker knows, at most for options.patience.
  io::opened_listener listen(const std::string& name) const;

 private:
  std::shared_ptr<hub> hub_;
};

// A netchan::exporter that importers find by the names of its channels. Where several export a
// name, each import goes to one of them. Copies are the same exporter; the last one closes it.
class exporter {
 public:
  explicit exporter(broker through, netchan::limits most = {})
      : state_(std::make_shared<state>(std::move(through), most)) {}

  // As netchan::exporter::export_chan, with dir::send or dir::recv. Errors: also the broker's, and
  // `how.allow`, for the broker proves nobody's identity.
  template <class Channel, class Direction>
  error export_chan(const std::string& name, const Channel& c, Direction d,
                    netchan::export_options how = {}) const {
    if (!how.allow.empty()) return unproven(name);
    if (error why = state_->core.export_chan(name, c, d, std::move(how))) return why;
    return announce(name);
  }

  // As those of netchan::exporter. Blocks: hangup and close also until the broker knows, at most for
  // options.patience: who imports afterwards is not sent here.
  error hangup(const std::string& name, error why = {}) const;
  error drain(std::chrono::nanoseconds timeout = {}) const { return state_->core.drain(timeout); }
  error sync(std::chrono::nanoseconds timeout = {}) const { return state_->core.sync(timeout); }
  void close(error why = {}) const { state_->close(std::move(why)); }

  // Waits until all connections have ended: after close, for what is under way at most as long as
  // limits.linger. Errors: "timeout".
  error wait(std::chrono::nanoseconds timeout) const;

 private:
  struct state {
    state(broker b, netchan::limits most) : through(std::move(b)), core(most) {}
    ~state() { close({}); }
    void close(error why);

    broker through;
    netchan::exporter core;
    std::shared_ptr<wait_group> connections = std::make_shared<wait_group>();
    std::mutex guard;
    std::map<std::string, std::shared_ptr<io::listener>> listeners;  // under guard
  };
  static error unproven(const std::string& name);
  error announce(const std::string& name) const;

  std::shared_ptr<state> state_;
};

// Imports through a broker. Each import is a connection of its own, so that each may go to another
// process.
class importer {
 public:
  explicit importer(broker through, netchan::limits most = {})
      : state_(std::make_shared<state>(std::move(through), most)) {}

  // As netchan::importer::import_chan, with dir::send or dir::recv. Blocks: until somebody who
  // exports the name has answered. Errors: also that nobody has.
  template <class Channel, class Direction>
  error import_chan(const std::string& name, const Channel& c, Direction d,
                    std::ptrdiff_t size) const {
    return import_n_values(name, c, d, size, -1);
  }
  template <class Channel, class Direction>
  error import_n_values(const std::string& name, const Channel& c, Direction d, std::ptrdiff_t size,
                        std::int64_t n) const {
    auto [found, failure] = find(name);
    if (failure) return failure;
    if (error why = found->import_n_values(name, c, d, size, n)) return why;
    keep(name, *found);
    return {};
  }

  // As those of netchan::importer. Errors: no such channel.
  error hangup(const std::string& name, error why = {}) const;
  error drain(const std::string& name, std::chrono::nanoseconds timeout = {}) const;

  // What the exporter of this name objects to, and why the connection ended. Nil if it was never
  // imported.
  recv_chan<error> errors(const std::string& name) const;

  // Ends all imports with the error.
  void close(error why = {}) const;

 private:
  struct state {
    state(broker b, netchan::limits l) : through(std::move(b)), most(l) {}
    broker through;
    const netchan::limits most;
    std::mutex guard;
    std::map<std::string, netchan::importer> imports;  // under guard
  };
  std::pair<std::shared_ptr<netchan::importer>, error> find(const std::string& name) const;
  void keep(const std::string& name, const netchan::importer& i) const;

  std::shared_ptr<state> state_;
};

}  // namespace lsub::fleet
