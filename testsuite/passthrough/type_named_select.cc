// RUN: mkdir -p %t && sh %S/Inputs/same.sh %t "%lsub++" %s
// Types named like the statements: a declaration with a braced initialiser is no select.
struct select {
  int value;
};
struct go {
  explicit go(int) {}
  int f() const { return 1; }
};

int use() {
  select s{1};
  select{2};
  go(3);
  go g(4);
  return s.value + g.f();
}
