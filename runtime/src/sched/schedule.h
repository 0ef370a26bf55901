// Chosen schedules: one worker runs fibers, and every choice between interleavings is made here.
//
// With LSUB_SEED a generator chooses, for the whole process; a test may choose by seed too, or go
// through all choices (test/explore). At a choice point a fiber may be left for any other
// that can run. Time is simulated meanwhile, so a schedule depends on nothing else.
// Thread-safety: choices are made by one worker; nobody else runs fibers.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace lsub::detail {

struct fiber;
struct worker;

// Takes the place of the generator. Returns a number below `bound`.
using chooser = std::size_t (*)(void* context, std::size_t bound);

extern std::atomic<bool> schedule_is_chosen;

inline bool scheduled() noexcept {
  return schedule_is_chosen.load(std::memory_order_relaxed);
}

// Chooses by generator, or by `how` if it is not null, until the schedule is released. `name` and
// `number` say how to repeat it. Requires: on a fiber, or before any runs.
void choose_schedule(std::uint64_t seed, const char* name, std::uint64_t number,
                     chooser how = nullptr, void* context = nullptr) noexcept;
void release_schedule() noexcept;

// LSUB_SEED, if set: the schedule of the whole process.
void choose_seeded_process();

// Whether `w` is the one worker that runs fibers. Requires: scheduled.
bool runs_schedule(const worker* w) noexcept;

// A number below `bound`. Requires: scheduled, bound > 0.
std::size_t choose(std::size_t bound) noexcept;

void leave_or_stay();

// Before each operation another fiber could notice. Blocks: not, but may let others run.
inline void choice_point() {
  if (scheduled()) [[unlikely]]
    leave_or_stay();
}

// Runs all others until none can go on, time included. Requires: scheduled, on a fiber.
void run_others();

// Who waits in run_others, once; null if nobody.
fiber* take_last() noexcept;

}  // namespace lsub::detail
