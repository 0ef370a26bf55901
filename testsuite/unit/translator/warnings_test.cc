#include "warnings.h"

#include <gtest/gtest.h>

namespace lsub::translate {
namespace {

using fate = warning_fate;
using namespace warning_names;

TEST(warnings, are_on_without_options) {
  EXPECT_EQ(message_options().fate(comparison), fate::warning);
}

TEST(warnings, of_two_options_the_later_holds) {
  EXPECT_EQ(message_options({"-Wlsub-comparison", "-Wno-lsub-comparison"}).fate(comparison),
            fate::ignored);
  EXPECT_EQ(message_options({"-Wno-lsub", "-Wlsub-comparison"}).fate(comparison), fate::warning);
  EXPECT_EQ(message_options({"-Wno-lsub", "-Wlsub-comparison"}).fate(busy_loop), fate::ignored);
  EXPECT_EQ(message_options({"-Werror", "-Wno-error"}).fate(comparison), fate::warning);
}

TEST(warnings, a_name_counts_for_more_than_all) {
  EXPECT_EQ(message_options({"-Wno-error=lsub-comparison", "-Werror"}).fate(comparison),
            fate::warning);
  EXPECT_EQ(message_options({"-Werror=lsub-comparison", "-Wno-error"}).fate(comparison),
            fate::error);
  EXPECT_EQ(message_options({"-Werror=lsub-comparison"}).fate(busy_loop), fate::warning);
}

TEST(warnings, an_error_by_name_switches_it_on) {
  EXPECT_EQ(message_options({"-Wno-lsub", "-Werror=lsub-busy-loop"}).fate(busy_loop), fate::error);
}

TEST(warnings, w_silences_everything) {
  EXPECT_EQ(message_options({"-w", "-Werror"}).fate(comparison), fate::ignored);
}

TEST(warnings, only_our_own_options_are_ours) {
  for (const char* own : {"-Wlsub", "-Wno-lsub-x", "-Werror=lsub-x", "-Wno-error=lsub"})
    EXPECT_TRUE(is_own_warning_option(own)) << own;
  for (const char* other : {"-Wall", "-Werror", "-w", "-Wno-lsubtle", "lsub-x", "-W"})
    EXPECT_FALSE(is_own_warning_option(other)) << other;
}

TEST(warnings, unknown_names_are_told) {
  EXPECT_EQ(unknown_warning("-Wno-lsub-comparsion"), "lsub-comparsion");
  EXPECT_EQ(unknown_warning("-Wlsub-comparison"), "");
  EXPECT_EQ(unknown_warning("-Wlsub"), "");
  EXPECT_EQ(unknown_warning("-Wunused"), "");
}

}  // namespace
}  // namespace lsub::translate
