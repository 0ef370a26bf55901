// How a translation is laid out.
#pragma once

namespace lsub::translate {

enum class layout_style : unsigned char {
  lines,    // for reading: user text keeps its line
  columns,  // for compiling: user text keeps its line and its column
};

}  // namespace lsub::translate
