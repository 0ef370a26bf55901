// RUN: mkdir -p %t && sh %S/Inputs/same.sh %t "%lsub++" %s
// The names of the dialect's statements and functions, used by an ordinary program.
#include <sys/select.h>
#include <unistd.h>

struct select_row {
  int select, go, defer;
};

int doselect(int n) { return n; }

template <typename T>
struct go_traits {
  using select = T;
};

int wait_for(int fd) {
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd, &set);
  int go = select(fd + 1, &set, nullptr, nullptr, nullptr);
  select(0, nullptr, nullptr, nullptr, nullptr);
  doselect(go);
  select_row row{go, go, go};
  row.select = doselect(row.defer);
  close(fd);
  go_traits<int>::select defer = row.go;
  switch (defer) {
    case 1:
      go = 2;
      break;
    default:
      go = -1;
  }
  return go<-1;
}
