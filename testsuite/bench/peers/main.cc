// A C++ peer's side of the comparison: the same bodies for each, against the names of its peer.h.
#include "peer.h"

int main(int argc, char** argv) {
  return peer::run(argc, argv);
}
