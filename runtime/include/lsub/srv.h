// Servers, and the clients that dial them: raw streams, channels or belts for each client.
//
// Plain C++; the package library behind it is linked by lsub++. Addresses are "host:port", "*:port"
// for any host, "port" alone, or a Unix socket's path ("@name": Linux's abstract names). Everything
// blocks only its fiber. Thread-safety: all of it may be used from any fiber at any time.
#pragma once

#include <lsub/belt.h>
#include <lsub/nchan.h>
#include <lsub/tls.h>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace lsub::srv {

// Makes a connection private, by a handshake. Null: plain text.
using shield = std::function<io::opened(io::stream_ptr)>;

inline shield tls_server(std::shared_ptr<io::tls_context> context) {
  return [context = std::move(context)](io::stream_ptr s) {
    return io::tls_server(std::move(s), context);
  };
}
// `name` is the host that the server's certificate must be for.
inline shield tls_client(std::shared_ptr<io::tls_context> context, std::string name) {
  return [context = std::move(context), name = std::move(name)](io::stream_ptr s) {
    return io::tls_client(std::move(s), context, name);
  };
}

struct settings {
  shield secure = {};
  bool plain_anywhere = false;  // plain text also where other machines may read it
  bool once = false;            // serve one client
  std::size_t clients = 1024;   // at once; who comes then is closed
  std::chrono::nanoseconds handshake = std::chrono::seconds(10);
  std::chrono::nanoseconds linger = std::chrono::seconds(5);  // for clients to end after a stop
};

class session;
class service;

// What a handler gets. Copies are the same client.
struct client {
  // For logs: the server's name and the client's address, as in "echo 127.0.0.1:40312" and
  // "echo [::1]:40312"; its number, as in "echo #3", if it has no address or one with control
  // characters.
  std::string tag;
  io::stream_ptr stream;
  std::shared_ptr<session> at;

  // Has `end` called with the reason, on a fiber of its own, when the server stops; right now if it
  // has. The last one set counts; without one a stop lets the handler go on for the settings'
  // linger.
  void on_stop(std::function<void(const error&)> end) const;
};

// What a server does with its clients.
struct handler {
  // Serves one client, on a fiber of its own. When it returns the stream is closed.
  std::function<void(const client&)> serve;

  // Is called once, when there will be no more clients. May be null.
  std::function<void(const error&)> closing = {};

  bool one_client = false;

  handler() = default;

  // A function of the stream alone; a stop closes the stream.
  template <class F>
  requires std::invocable<F&, io::stream_ptr> handler(F f)
      : handler(std::function<void(io::stream_ptr)>(std::move(f))) {}
  handler(std::function<void(io::stream_ptr)> f);

  // One client: what it sends comes from `in`, what is sent on `out` goes to it. A stop, also
  // before it came, closes both. Requires: the belts have protocols.
  handler(const belts::belt_conn& c);
};

// A server listens at an address and runs its handler for each client. Copies are the same server;
// the last one stops it.
class server {
 public:
  server(std::string name, std::string address, handler h, settings how = {});

  // Listens. Errors: the system's; plain text that other machines could read; a second call.
  // Blocks: while a name is looked up.
  error serve() const;

  // Where it listens, with the port that the system chose for port 0.
  std::string address() const;

  // Clients now.
  std::size_t clients() const;

  // Listens no more and ends all clients with "server closing". Who has not ended after
  // `settings::linger` is cut off. Blocks: if `wait`, until all of it has ended: no fiber and no
  // descriptor is left. Requires: a handler does not wait for its own server.
  void stop(bool wait = false) const;

  // Closed when all of it has ended.
  recv_chan<bool> done() const;

 private:
  std::shared_ptr<service> service_;
};

struct conn_handler {
  srv::handler handler;
  recv_chan<nchan::conn> conns;
};

// A connection of messages for each client, its tag the client's. It ends as those of nchan do; a
// stop closes both halves with "server closing". `conns` is closed when there will be no more.
conn_handler new_chan_handler(std::size_t nbuf = 5, nchan::limits most = {});

struct belt_conn_handler {
  srv::handler handler;
  recv_chan<belts::belt_conn> conns;
};

// Private to the package.
handler make_belt_handler(std::function<belts::belt_conn()> make,
                          std::function<void(const belts::belt_conn&)> use, belts::limits most);
belt_conn_handler make_belt_conn_handler(std::function<belts::belt_conn()> make,
                                         belts::limits most);

// Calls `use` with two belts for each client; when it returns they are closed.
template <class... Ts>
handler belt_handler(std::function<void(const belts::belt_conn&)> use, belts::limits most = {}) {
  return make_belt_handler([] { return belts::new_belt_conn<Ts...>(); }, std::move(use), most);
}

// As new_chan_handler, with two belts for each client.
template <class... Ts>
belt_conn_handler new_belt_handler(belts::limits most = {}) {
  return make_belt_conn_handler([] { return belts::new_belt_conn<Ts...>(); }, most);
}

struct dialing {
  shield secure = {};
  bool plain_anywhere = false;
  std::chrono::nanoseconds patience = std::chrono::seconds(10);  // for the connection to stand
};

// A connection, private if it is to be. Blocks: until it stands.
io::opened dial(const std::string& address, const dialing& how = {});

struct dialled_conn {
  nchan::conn conn;
  error failure;
};

// A connection of messages to a server of new_chan_handler.
dialled_conn dial_conn(const std::string& address, const dialing& how = {}, std::size_t nbuf = 5,
                       nchan::limits most = {});

struct dialled_belts {
  belts::belt_conn conn;
  error failure;
};

// Private to the package.
dialled_belts dial_belts(belts::belt_conn c, const std::string& address, const dialing& how,
                         const belts::limits& most);

// Belts to a server with belts; both sides name the types they send. `conn.done` tells the end. On
// failure the belts are closed with it.
template <class... Ts>
dialled_belts dial_belt_tcp(const std::string& address, const dialing& how = {},
                            const belts::limits& most = {}) {
  return dial_belts(belts::new_belt_conn<Ts...>(), address, how, most);
}

// The same over TLS 1.3.
template <class... Ts>
dialled_belts dial_belt_tls(const std::string& address, std::shared_ptr<io::tls_context> context,
                            const std::string& name, const belts::limits& most = {}) {
  return dial_belt_tcp<Ts...>(address, {.secure = tls_client(std::move(context), name)}, most);
}
inline dialled_conn dial_conn_tls(const std::string& address,
                                  std::shared_ptr<io::tls_context> context, const std::string& name,
                                  std::size_t nbuf = 5) {
  return dial_conn(address, {.secure = tls_client(std::move(context), name)}, nbuf);
}

}  // namespace lsub::srv
