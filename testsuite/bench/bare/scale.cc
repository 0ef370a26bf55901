// What the memory of many fibers takes without the fibers: the figures of park_* are of such
// touches and of the runtime's own work. Stacks lie as far apart as ours and have guards; a fiber
// that waits has one page there and a record of 256 bytes.
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <memory>

#include "harness.h"

namespace {

constexpr std::size_t line = 64, page = 4096, stride = 256 * 1024 + page, record = 256;
constexpr long ahead = 6;
constexpr long guards_at_once = 32;
constexpr int madv_guard_install = 102;
constexpr int pidfd_self = -10000;

class touches {
 public:
  explicit touches(long n) : n_(n), records_(new char[std::size_t(n) * record]) {
    void* const p = mmap(nullptr, std::size_t(n) * stride, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    check(p != MAP_FAILED);
    stacks_ = static_cast<char*>(p);
    madvise(p, std::size_t(n) * stride, MADV_NOHUGEPAGE);
  }
  ~touches() { munmap(stacks_, std::size_t(n_) * stride); }
  touches(const touches&) = delete;
  touches& operator=(const touches&) = delete;

  void start() {
    for (long i = 0; i < n_; ++i) {
      if (i % guards_at_once == 0) guard(i, std::min(guards_at_once, n_ - i));
      fill(stack(i), 6);
      fill(records_.get() + std::size_t(i) * record, 4);
    }
  }

  // Each is found, and later each is run: so many lines of the stack and of the record.
  void wake() {
    visit(1, 1);
    visit(6, 4);
  }

 private:
  // The hot end of a stack, which lies elsewhere in its page from one to the next.
  char* stack(long i) const {
    return stacks_ + std::size_t(i + 1) * stride - std::size_t(i * 7 % 13 + 16) * line;
  }
  void guard(long first, long count) const {
    iovec at[guards_at_once];
    for (long i = 0; i < count; ++i) at[i] = {stacks_ + std::size_t(first + i) * stride, page};
    const long done = syscall(SYS_process_madvise, pidfd_self, at, count, madv_guard_install, 0);
    if (done == count * long(page)) return;
    for (long i = 0; i < count; ++i) madvise(at[i].iov_base, page, madv_guard_install);
  }
  // Written first: a page that is read first takes two faults.
  static void fill(char* at, int lines) {
    for (int k = 0; k < lines; ++k)
      *reinterpret_cast<volatile long*>(at + std::size_t(k) * line) = k;
  }
  static void touch(char* at, int lines) {
    for (int k = 0; k < lines; ++k) ++*reinterpret_cast<volatile long*>(at + std::size_t(k) * line);
  }
  static void fetch(const char* at, int lines) {
    for (int k = 0; k < lines; ++k) __builtin_prefetch(at + std::size_t(k) * line, 1);
  }
  void visit(int of_stack, int of_record) {
    for (long i = 0; i < n_; ++i) {
      if (i + ahead < n_) {
        fetch(stack(i + ahead), of_stack);
        fetch(records_.get() + std::size_t(i + ahead) * record, of_record);
      }
      touch(stack(i), of_stack);
      touch(records_.get() + std::size_t(i) * record, of_record);
    }
  }

  const long n_;
  const std::unique_ptr<char[]> records_;
  char* stacks_;
};

void park(long n) {
  const long before = bench::resident_bytes();
  bench::start_timer();
  touches all(n);
  all.start();
  bench::stop_timer();
  bench::report("bytes", double(bench::resident_bytes() - before) / double(n));
  const double start = bench::now_ns();
  all.wake();
  bench::report("wake_ns", (bench::now_ns() - start) / double(n));
}

const bench::group scale{
    {"park_1000", park}, {"park_10000", park}, {"park_100000", park}, {"park_1000000", park}};

}  // namespace
