// How a session of frames begins: each side says the same, once, before all else. Private to the
// packages that speak in frames.
#pragma once

#include <lsub/error.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace lsub::frames {

struct protocol {
  std::string_view magic;  // four bytes, which come first
  std::string_view name;   // errors begin with it
};

// Behind the magic. The sides' roles have to differ, which the protocol checks.
struct introduction {
  std::uint8_t lowest = 1, highest = 1;  // versions
  bool role = false;
};

// Appends the payload of a greeting: magic, introduction, a byte that is not looked at, numbers.
void put_greeting(std::string& to, const protocol& p, const introduction& mine,
                  std::initializer_list<std::uint32_t> numbers);

// Takes one; what is behind the numbers is left. Errors: it is another protocol's, or cut short, no
// version is common, or there is no role.
error read_greeting(std::string_view payload, const protocol& p, const introduction& mine,
                    introduction& theirs, std::initializer_list<std::uint32_t*> numbers);

}  // namespace lsub::frames
