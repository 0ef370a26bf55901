// Addresses as servers and clients write them. Private to the package.
#pragma once

#include <lsub/io.h>
#include <lsub/srv.h>

#include <string>
#include <string_view>

namespace lsub::srv {

struct place {
  std::string_view network;
  std::string address;  // as io takes it
};

// `anywhere` says what a port alone means to a server: any host, or this machine.
place place_of(const std::string& address, bool anywhere);

// Whether only this machine can be reached there.
bool is_local(const place& where);

// The failure of plain text that is not local.
error plain_text(const std::string& address);

// A stream that is private if it is to be. The handshake ends by the deadline, or it fails.
// Ownership: `raw` is closed on failure.
io::opened secured(io::stream_ptr raw, const shield& secure, io::time_point deadline);

}  // namespace lsub::srv
