// Hosts that are this machine, by what they are called. Private to the packages.
#pragma once

#include <string_view>

namespace lsub::io {

// Whether the host, with or without a port behind it, is one of the loopback: an address in
// figures, or "localhost"; no name that begins like an address.
inline bool is_loopback(std::string_view host) {
  const auto colon = host.rfind(':');
  const bool has_port =
      colon != host.npos && host.find_first_not_of("0123456789", colon + 1) == host.npos;
  if (has_port && host != "::1") host = host.substr(0, colon);
  if (host == "localhost" || host == "[::1]" || host == "::1") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
}

}  // namespace lsub::io
