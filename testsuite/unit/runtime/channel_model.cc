#include "channel_model.h"

namespace lsub::test {
namespace {

// One who waits in a queue, in one of the cases of the operation the fiber is at.
struct place {
  std::size_t fiber;
  std::size_t which;
};

struct model_channel {
  std::deque<int> values;
  std::vector<place> senders;
  std::vector<place> receivers;
  bool closed = false;
};

struct state {
  std::vector<model_channel> channels;
  std::vector<std::size_t> at;  // each fiber's next operation
  std::vector<bool> parked;
  std::vector<std::vector<std::pair<int, int>>> results;
};

class explorer {
 public:
  explicit explorer(const program& p) : p_(p) {}

  void visit(const state& s) {
    if (!seen_.insert(key(s)).second) return;
    bool moved = false;
    for (std::size_t f = 0; f < s.at.size(); ++f) {
      if (s.parked[f] || s.at[f] == p_.fibers[f].size()) continue;
      moved = true;
      step(s, f);
    }
    if (moved) return;
    std::vector<bool> ended;
    for (std::size_t f = 0; f < s.at.size(); ++f) ended.push_back(s.at[f] == p_.fibers[f].size());
    outcomes.insert(describe(s.results, ended));
  }

  std::set<outcome> outcomes;

 private:
  const operation& current(const state& s, std::size_t f) const { return p_.fibers.at(f)[s.at[f]]; }

  bool ready(const state& s, const communication& c) const {
    const model_channel& ch = s.channels[c.channel];
    if (ch.closed) return true;
    const auto room = static_cast<std::size_t>(p_.capacities[c.channel]);
    return c.sends ? ch.values.size() < room || !ch.receivers.empty()
                   : !ch.values.empty() || !ch.senders.empty();
  }

  void step(const state& s, std::size_t f) {
    const operation& o = current(s, f);
    if (o.what == operation::kind::close) {
      state next = s;
      close(next, o.cases[0].channel);
      finish(next, f, 0, 0);
      return visit(next);
    }
    bool any = false;
    for (std::size_t i = 0; i < o.cases.size(); ++i) {
      if (!ready(s, o.cases[i])) continue;
      any = true;
      state next = s;
      perform(next, f, i);
      visit(next);
    }
    if (any) return;
    state next = s;
    if (o.what == operation::kind::attempt) {
      finish(next, f, -1, 0);
    } else {
      park(next, f);
    }
    visit(next);
  }

  void perform(state& s, std::size_t f, std::size_t i) const {
    const communication c = current(s, f).cases[i];
    model_channel& ch = s.channels[c.channel];
    if (c.sends) {
      const int value = value_sent(f, s.at[f], i);
      if (ch.closed) return finish(s, f, static_cast<int>(i), 0);
      if (ch.receivers.empty()) {
        ch.values.push_back(value);
      } else {
        wake(s, ch.receivers.front(), value);
      }
      return finish(s, f, static_cast<int>(i), 1);
    }
    int value = -1;
    if (!ch.values.empty()) {
      value = ch.values.front();
      ch.values.pop_front();
      if (!ch.senders.empty()) ch.values.push_back(take_from(s, ch.senders.front()));
    } else if (!ch.senders.empty()) {
      value = take_from(s, ch.senders.front());
    }
    finish(s, f, static_cast<int>(i), value);
  }

  int take_from(state& s, place sender) const {
    const int value = value_sent(sender.fiber, s.at[sender.fiber], sender.which);
    wake(s, sender, 1);
    return value;
  }

  // Ends the operation of one who waits.
  void wake(state& s, place who, int result) const {
    leave_queues(s, who.fiber);
    finish(s, who.fiber, static_cast<int>(who.which), result);
  }

  void park(state& s, std::size_t f) const {
    const operation& o = current(s, f);
    for (std::size_t i = 0; i < o.cases.size(); ++i) {
      model_channel& ch = s.channels[o.cases[i].channel];
      (o.cases[i].sends ? ch.senders : ch.receivers).push_back({f, i});
    }
    s.parked[f] = true;
  }

  static void leave_queues(state& s, std::size_t f) {
    for (model_channel& ch : s.channels) {
      std::erase_if(ch.senders, [f](place p) { return p.fiber == f; });
      std::erase_if(ch.receivers, [f](place p) { return p.fiber == f; });
    }
    s.parked[f] = false;
  }

  // Those who wait end their operation, but for a select: it looks at its cases again.
  void close(state& s, std::size_t channel) const {
    model_channel& ch = s.channels[channel];
    ch.closed = true;
    while (!ch.senders.empty()) cut_off(s, ch.senders.front(), 0);
    while (!ch.receivers.empty()) cut_off(s, ch.receivers.front(), -1);
  }
  void cut_off(state& s, place who, int result) const {
    if (current(s, who.fiber).what == operation::kind::select) {
      leave_queues(s, who.fiber);
    } else {
      wake(s, who, result);
    }
  }

  static void finish(state& s, std::size_t f, int which, int result) {
    s.results[f].emplace_back(which, result);
    ++s.at[f];
  }

  static std::string key(const state& s) {
    std::string k = describe(s.results, s.parked);
    for (const model_channel& ch : s.channels) {
      k += ch.closed ? '|' : '/';
      for (const int v : ch.values) k += std::to_string(v) + ',';
      for (const place p : ch.senders) k += 's' + std::to_string(p.fiber);
      for (const place p : ch.receivers) k += 'r' + std::to_string(p.fiber);
    }
    return k;
  }

  const program& p_;
  std::set<std::string> seen_;
};

}  // namespace

int value_sent(std::size_t fiber, std::size_t operation, std::size_t which) {
  return static_cast<int>(100 * (fiber + 1) + 10 * operation + which);
}

outcome describe(const std::vector<std::vector<std::pair<int, int>>>& results,
                 const std::vector<bool>& ended) {
  outcome text;
  for (std::size_t f = 0; f < results.size(); ++f) {
    for (const auto& [which, result] : results[f]) {
      text += std::to_string(which) + ":" + std::to_string(result) + " ";
    }
    text += ended[f] ? ". " : "... ";
  }
  return text;
}

std::set<outcome> allowed_outcomes(const program& p) {
  state s;
  s.channels.resize(p.capacities.size());
  s.at.resize(p.fibers.size());
  s.parked.resize(p.fibers.size());
  s.results.resize(p.fibers.size());
  explorer e(p);
  e.visit(s);
  return e.outcomes;
}

}  // namespace lsub::test
