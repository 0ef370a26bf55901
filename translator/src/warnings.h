// The translator's own warnings and the options that switch them and shape messages.
//
// The options are g++'s and Clang's: -Wlsub-x, -Wno-lsub-x, -Werror, -Werror=lsub-x,
// -Wno-error=lsub-x, -Wlsub and -Wno-lsub for all of them, -w. Of two that contradict each other
// the later one holds, a name counts for more than -Werror, and -w for more than anything.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lsub::translate {

namespace warning_names {
inline constexpr char comparison[] = "lsub-comparison";
inline constexpr char busy_loop[] = "lsub-busy-loop";
inline constexpr char discarded_result[] = "lsub-discarded-result";
inline constexpr std::array all{comparison, busy_loop, discarded_result};
}  // namespace warning_names

enum class warning_fate : unsigned char { ignored, warning, error };

class message_options {
 public:
  message_options() = default;
  // Reads those of `words` that it knows; the others mean nothing here.
  explicit message_options(const std::vector<std::string>& words);

  warning_fate fate(std::string_view name) const;
  // Whether `name` has become an error by -Werror alone.
  bool by_general_error(std::string_view name) const;

  bool carets = true;             // show the source line
  bool option_names = true;       // show [-Wname]
  bool parseable_fixits = false;  // -fdiagnostics-parseable-fixits
  unsigned most_errors = 20;      // 0: all

 private:
  void read(std::string_view word);
  void set(std::string_view name, std::map<std::string, bool, std::less<>>& to, bool value);

  bool none_ = false;        // -w
  bool all_errors_ = false;  // -Werror
  std::map<std::string, bool, std::less<>> enabled_;
  std::map<std::string, bool, std::less<>> errors_;
};

// Whether `word` is an option for the translator's warnings that no host compiler knows.
bool is_own_warning_option(std::string_view word);
// Whether `word` is for the translator and the host compiler alike.
bool is_shared_message_option(std::string_view word);
// For an own warning option that names no warning: the name it gives; empty otherwise.
std::string unknown_warning(std::string_view word);

}  // namespace lsub::translate
