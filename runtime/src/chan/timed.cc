// Sends and receives with a deadline: selects of one case.
#include <lsub/time.h>

#include "chan/select.h"

namespace lsub::detail {
namespace {

bool run(select_case& c, clock::time_point deadline, wait_kind kind, location at) {
  select_until(&c, 1, policy::ordered, deadline, kind, at);
  return c.transferred;
}

}  // namespace

bool send_value_until(channel_head* h, void* from, transfer how, clock::time_point deadline,
                      location at) {
  select_case c(h, select_case::direction::send, from, how, how == nullptr);
  return run(c, deadline, wait_kind::send, at);
}

bool receive_value_until(channel_head* h, void* to, clock::time_point deadline, location at) {
  select_case c(h, select_case::direction::receive, to, nullptr,
                h == nullptr || core(h)->type->move == nullptr);
  return run(c, deadline, wait_kind::receive, at);
}

}  // namespace lsub::detail
