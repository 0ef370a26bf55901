// Named channels between processes: exported at one end of a connection, imported at the other.
//
// Plain C++; the package library behind it is linked by lsub++. The bytes on the wire are specified
// in docs/wire/netchan.md. Everything blocks only its fiber. Thread-safety: all of it may be used
// from any fiber at any time.
#pragma once

#include <lsub/chan.h>
#include <lsub/detail/netchan_port.h>
#include <lsub/error.h>
#include <lsub/io.h>
#include <lsub/values.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace lsub::netchan {

// Where values go, seen from this process.
namespace dir {
inline constexpr struct recv_t {
} recv{};
inline constexpr struct send_t { } send{}; }  // namespace dir

// What a peer may make this side keep or do. What goes beyond ends the connection with an error
// that names it, but for the sums of bytes: there it ends the channel. The credit in bytes is made
// small enough that all channels of a connection together stay within `connection_bytes`, so that
// only values larger than that credit can exceed it.
struct limits {
  std::size_t frame = std::size_t{1} << 20;             // bytes of one encoded value
  std::size_t name = 255;                               // bytes of a channel's name
  std::size_t error_text = 1024;                        // of a closing error; more is cut when sent
  std::size_t channels = 256;                           // of one connection at once
  std::size_t credit = 16;                              // values of one channel nobody took yet
  std::size_t credit_bytes = std::size_t{256} << 10;    // their bytes, without the last one's
  std::size_t connection_bytes = std::size_t{4} << 20;  // that nobody took yet, of a connection
  std::size_t process_bytes = std::size_t{64} << 20;    // the same of all connections
  std::size_t outgoing = std::size_t{64} << 10;         // bytes to be written; then pumps wait
  std::size_t control = 1000;                           // frames to be written that the peer caused
  std::size_t connections = 1024;                       // of one exporter at once
  std::size_t churn = 50;                               // requests in `churn_time` above `channels`
  std::chrono::nanoseconds churn_time = std::chrono::seconds(10);
  std::chrono::nanoseconds handshake = std::chrono::seconds(10);
  std::chrono::nanoseconds frame_pause = std::chrono::seconds(10);  // in the middle of a frame
  std::chrono::nanoseconds linger = std::chrono::seconds(5);  // for what is under way at close
  std::size_t depth = 32;                                     // of lists within values
  bool plain_text_off_loopback = false;                       // connections that others may read
};

// How a channel is exported.
struct export_options {
  std::vector<std::string> allow = {};  // who may import it, by io::stream::peer(); none: everybody
  bool keep_open = false;               // importers that close it end their own import only
};

namespace detail {
class exporter_core;
class session;

error export_port(exporter_core& e, const std::string& name, std::shared_ptr<port> p, bool sends,
                  export_options how);
error import_port(session& s, const std::string& name, std::shared_ptr<port> p, bool sends,
                  std::ptrdiff_t size, std::int64_t n);
}  // namespace detail

// One process's channels for others to import. Copies are the same exporter; the last one closes
// it. Several importers, of one connection or of many, may import a name: they compete for the
// values of a channel that sends, and all send to one that receives.
class exporter {
 public:
  explicit exporter(limits most = {});

  // Makes the channel known: its values go to importers, or come from them. When it is closed here
  // its importers' channels are closed with its error, after its values; an importer's close
  // reaches this channel likewise. Errors: the name is taken or too long, the channel nil.
  template <lsub::detail::receiver Channel>
  error export_chan(const std::string& name, const Channel& c, dir::send_t,
                    export_options how = {}) const {
    using T = lsub::detail::value_t<Channel>;
    return detail::export_port(*core_, name,
                               std::make_shared<detail::typed_port<T>>(recv_chan<T>(c)), true,
                               std::move(how));
  }
  template <lsub::detail::sender Channel>
  error export_chan(const std::string& name, const Channel& c, dir::recv_t,
                    export_options how = {}) const {
    using T = lsub::detail::value_t<Channel>;
    return detail::export_port(*core_, name,
                               std::make_shared<detail::typed_port<T>>(send_chan<T>(c)), false,
                               std::move(how));
  }

  // Forgets the name and closes its channel, and its importers', with the error or without one.
  // Values under way may be lost. Errors: no such channel.
  error hangup(const std::string& name, error why = {}) const;

  // Serves one connection. Blocks: until it has ended. Returns why; "netchan closed" if a side
  // closed without an error.
  error serve_conn(io::stream_ptr rw) const;

  // What makes a connection's stream of what was accepted, such as io::tls_server.
  using handshake = std::function<io::opened(io::stream_ptr)>;

  // Serves whoever dials, each on fibers of its own. Blocks: until the listener is closed, which
  // closing the exporter does. Returns why.
  error serve(std::shared_ptr<io::listener> l, handshake hands = {}) const;

  struct listening {
    std::string address;  // as io::listener::address()
    error failure;
  };
  // Listens, and serves on a fiber of its own. Errors: the system's; an address that is not
  // written as one of the loopback, unless there is a handshake or the limits allow plain text.
  listening listen_and_serve(const std::string& network, const std::string& address,
                             handshake hands = {}) const;

  // Waits until channels that send hold no value and importers' sides have received all values
  // sent. A value stays as long as nobody imports it. Errors: "timeout", if one is given.
  error drain(std::chrono::nanoseconds timeout = {}) const;

  // Waits until the importers connected now have received what was sent to them until now.
  error sync(std::chrono::nanoseconds timeout = {}) const;

  // Ends all connections, channels and listeners with the error, or with "netchan closed". Values
  // sent before go out first, as far as peers take them in time. Does not wait for that.
  void close(error why = {}) const;

 private:
  std::shared_ptr<detail::exporter_core> core_;
};

// One end of a connection to an exporter. Copies are the same importer; the last one closes it.
class importer {
 public:
  // Ownership: nobody else uses the stream, which is closed when the importer ends.
  explicit importer(io::stream_ptr rw, limits most = {});

  // Over a new connection. If there is none, every import fails with the reason.
  static importer dial(const std::string& network, const std::string& address, limits most = {});

  // Binds the channel to the exported one of that name and of the opposite direction. The receiving
  // side has room for `size` values, 1 at least, up to its limit.
  // Errors: the name is imported already or too long, the channel nil, the connection has ended.
  // What the exporter objects to comes on errors(), and closes the channel.
  template <lsub::detail::receiver Channel>
  error import_chan(const std::string& name, const Channel& c, dir::send_t,
                    std::ptrdiff_t size) const {
    return import_n_values(name, c, dir::send, size, -1);
  }
  template <lsub::detail::sender Channel>
  error import_chan(const std::string& name, const Channel& c, dir::recv_t,
                    std::ptrdiff_t size) const {
    return import_n_values(name, c, dir::recv, size, -1);
  }

  // The same for so many values, or without a limit if `n` is negative. After them the channel is
  // closed; the exported one stays open.
  template <lsub::detail::receiver Channel>
  error import_n_values(const std::string& name, const Channel& c, dir::send_t, std::ptrdiff_t size,
                        std::int64_t n) const {
    using T = lsub::detail::value_t<Channel>;
    return detail::import_port(
        *session_, name, std::make_shared<detail::typed_port<T>>(recv_chan<T>(c)), true, size, n);
  }
  template <lsub::detail::sender Channel>
  error import_n_values(const std::string& name, const Channel& c, dir::recv_t, std::ptrdiff_t size,
                        std::int64_t n) const {
    using T = lsub::detail::value_t<Channel>;
    return detail::import_port(
        *session_, name, std::make_shared<detail::typed_port<T>>(send_chan<T>(c)), false, size, n);
  }

  // Closes the channel with the error or without one and frees the name. A channel that receives
  // leaves the exported one open for others. Errors: no such channel.
  error hangup(const std::string& name, error why = {}) const;

  // Receives what the exporter objects to; ten wait, further ones are dropped. Closed, with the
  // reason, when the connection ends.
  recv_chan<error> errors() const;

  // Waits until the exporter's channels have taken all values sent here. Errors: "timeout", if one
  // is given; why the connection ended.
  error drain(std::chrono::nanoseconds timeout = {}) const;

  // Waits until the exporter's side has received all values sent here until now. As drain.
  error sync(std::chrono::nanoseconds timeout = {}) const;

  // Ends all imports with the error, or with "netchan closed"; what is exported stays open. Values
  // sent before go out first, as far as the exporter takes them in time. Does not wait for that:
  // errors() tells.
  void close(error why = {}) const;

 private:
  explicit importer(std::shared_ptr<detail::session> s);

  std::shared_ptr<detail::session> session_;
};

}  // namespace lsub::netchan
