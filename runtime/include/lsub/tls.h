// Streams encrypted by TLS 1.3, over any other stream. By OpenSSL, which lsub++ links if the
// runtime was built with it; plain C++.
#pragma once

#include <lsub/io.h>

#include <memory>
#include <string>

namespace lsub::io {

struct tls_settings {
  std::string certificate = {};  // PEM file of this side's chain; a server needs one
  std::string key = {};          // PEM file of its private key
  std::string authorities = {};  // PEM file of those trusted; empty: the system's
  bool verify_client = false;    // a server asks for a certificate, and takes no client without
};

// What many connections share.
class tls_context;

struct opened_tls_context {
  std::shared_ptr<tls_context> context;
  error failure;
};

// Blocks: while the files are read, by a helper thread. Errors: OpenSSL's texts.
opened_tls_context make_tls_context(const tls_settings& settings);

// Both shake hands before they return. The stream closes by halves: who closes writing tells the
// peer so, and goes on reading. An end without that is the failure "unexpected end". Deadlines are
// those of the stream below, which nobody else may use.
// Blocks: until both sides agree. Errors: the handshake's; `under` is closed then.
// Requires: `name` is the host the server's certificate must be for; it is always checked.
opened tls_client(stream_ptr under, std::shared_ptr<tls_context> context, const std::string& name);
opened tls_server(stream_ptr under, std::shared_ptr<tls_context> context);

}  // namespace lsub::io
