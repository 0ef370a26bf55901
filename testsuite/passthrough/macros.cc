// RUN: mkdir -p %t && sh %S/Inputs/same.sh %t "%lsub++" %s
// Macros whose bodies and arguments hold arrows and the statements' names.
#define BELOW(a, b) ((a) <- (b))
#define select_one(x) x
#define GO go
#define EMPTY

int compare(int a, int b) {
  int GO = 3;
  int r = BELOW(a, b) + BELOW(a <- b, 1);
  r += select_one(a<-b);
  EMPTY r = r <EMPTY- 1;
#if 1 <-2
  c <- x
#else
  r += go;
#endif
  return r;
}
