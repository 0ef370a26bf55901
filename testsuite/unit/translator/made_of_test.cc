#include "parse/made_of.h"

#include <gtest/gtest.h>

#include "parse/precompiled.h"

namespace lsub::translate {
namespace {

made_of example() {
  made_of record{.options = "-std=c++20\n",
                 .predefines = "#define A 1\n",
                 .names = "\na\nb\n",
                 .files = {{"/include/a.h", 12, -3}, {"", 0, 5}},
                 .lookups = {{"a.h", {"/include/a.h", "/other/a.h"}, false}, {"b.h", {}, true}}};
  record.size = 7;
  record.hash = ~std::uint64_t{0};
  return record;
}

TEST(made_of, is_read_as_it_was_written) {
  const auto read = record_of(text_of(example()));
  ASSERT_TRUE(read);
  EXPECT_EQ(text_of(*read), text_of(example()));
  EXPECT_EQ(read->files[0].path, "/include/a.h");
  EXPECT_EQ(read->files[0].modified, -3);
  EXPECT_EQ(read->lookups[0].found.size(), 2u);
  EXPECT_TRUE(read->lookups[1].missed);
  EXPECT_EQ(read->hash, ~std::uint64_t{0});
}

TEST(made_of, is_nothing_when_damaged) {
  const std::string text = text_of(example());
  for (std::size_t at = 0; at < text.size(); ++at) {
    EXPECT_FALSE(record_of(text.substr(0, at))) << at;
    std::string other = text;
    other[at] ^= 1;
    EXPECT_FALSE(record_of(other)) << at;
  }
  EXPECT_FALSE(record_of(text + "1:x"));
}

TEST(made_of, library_comes_first) {
  for (const char* text :
       {"#include <lsub/lsub.h>", "#include <lsub/lsub.h>\nint x;",
        "\n // c\n/* c\n */ #include <lsub/lsub.h>\n", "# include\t<lsub/lsub.h> // c\n",
        "#include<lsub/lsub.h>\r\n", "\xef\xbb\xbf#include <lsub/lsub.h>\n"})
    EXPECT_TRUE(includes_library_first(text)) << text;
  for (const char* text :
       {"", "#", "#include", "#include \"lsub/lsub.h\"", "#include <lsub/time.h>",
        "#include <lsub/lsub.h>x", "#include_next <lsub/lsub.h>", "#import <lsub/lsub.h>",
        "int x;\n#include <lsub/lsub.h>", "#define X\n#include <lsub/lsub.h>",
        "#if 0\n#include <lsub/lsub.h>\n#endif", "#pragma once\n#include <lsub/lsub.h>", "/* open",
        "#include <lsub/lsub.h> /* c", "; #include <lsub/lsub.h>"})
    EXPECT_FALSE(includes_library_first(text)) << text;
}

}  // namespace
}  // namespace lsub::translate
