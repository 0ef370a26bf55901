// Whether a worker's surplus is worth another worker.
//
// Fibers that only pass messages run faster on one worker than on two: a channel's cache line takes
// longer to change hands than an operation on it. A worker that keeps switching fibers, with little
// work between, is quick, and keeps its surplus. It looks at its own pace at its safe points and
// then wakes nobody for a surplus; who searches looks at the pace of others for a moment before it
// takes anything. One that computes without a safe point has no pace, so its fibers are taken.
//
// Two that share channels hinder each other, so neither may look quick. Now and then one of them,
// if another one has run fibers too, steps aside: it leaves its fibers to the others and watches.
// If one of these is quick then, it stays aside; else it comes back, and steps aside more seldom.
//
// None of this is exact, nor has to be: as long as somebody watches, no fiber stays behind.
#pragma once

#include "sched/worker.h"

namespace lsub::detail {

enum class pace : unsigned char {
  kept,
  slower,  // it was quick before
  aside,   // `steps_aside` is set: the worker should leave its fibers to the others
};

// At a safe point of `w`.
pace measure_pace(worker* w) noexcept;

// How many fibers the others have run, all together; goes round.
unsigned turns_of_others(const worker* w) noexcept;

// When `w` has left its fibers to the others.
void stepped_aside(worker* w) noexcept;

// When `w` comes back, `at_once`, or falls asleep once more.
void end_trial(worker* w, bool at_once) noexcept;

// When `w` goes to work after it was idle.
inline void begin_pace(worker* w) noexcept {
  w->known_speed = speed::unknown;
  w->safe_point = 0;
  if (w->is_aside) end_trial(w, true);
}

// Whether a lone fiber that is made ready on `w` is worth another worker: if turns take a while;
// where descriptors are waited for, if they are long, for events come to the worker that polls.
bool may_offer(const worker& w) noexcept;

// Whether a surplus of `w`, the calling worker, is worth waking another one.
bool worth_a_search(worker* w) noexcept;

// By one who was woken to search: whether there was anything left to take.
void search_ended(bool found) noexcept;

// By one who searches, again and again: whether `victim` is quick, or not yet known to be slow.
bool keeps_pace(worker& victim) noexcept;

}  // namespace lsub::detail
