// Messages that wait, in their order. Private to the package.
#pragma once

#include <lsub/nchan.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace lsub::nchan {

// Takes no memory before it holds something: many streams never do. Not thread-safe.
class message_queue {
 public:
  bool empty() const { return at_ == all_.size(); }
  void push(bytes one) { all_.push_back(std::move(one)); }

  // Requires: it is not empty.
  bytes pop() {
    bytes one = std::move(all_[at_]);
    if (++at_ * 2 >= all_.size()) {
      all_.erase(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(at_));
      at_ = 0;
    }
    return one;
  }

  // Returns the size of all of them together, which are gone.
  std::size_t clear() {
    std::size_t size = 0;
    for (; !empty(); ++at_) size += all_[at_].size();
    all_.clear();
    at_ = 0;
    return size;
  }

 private:
  std::vector<bytes> all_;
  std::size_t at_ = 0;  // those before are taken
};

}  // namespace lsub::nchan
