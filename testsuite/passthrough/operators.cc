// RUN: mkdir -p %t && sh %S/Inputs/same.sh %t "%lsub++" %s
// Classes that overload the operators involved; comparisons in templates, requires clauses and template arguments.
#include <concepts>

struct stream {
  int n = 0;
  stream& operator<<(int x) {
    n += x;
    return *this;
  }
  stream& operator<<=(int x) { return *this << x; }
  bool operator<(int x) const { return n < x; }
  stream operator~() const { return *this; }
  stream operator-() const { return *this; }
};
bool operator<(int, const stream&) { return false; }

template <typename T>
concept negative = requires(T t) {
  { t <- 1 } -> std::convertible_to<bool>;
};

template <int N, bool B = (N<-3)>
struct box {
  static constexpr bool value = B;
};

template <negative T>
bool f(T t, stream s) {
  s << 1 << 2;
  s <<= 3;
  return t <- 1 && s<-1 && 2 <-s && box<-4>::value && !box<-2, (1<-1)>::value;
}

bool g() { return f(1, stream{}) || f(stream{}, ~stream{}); }
