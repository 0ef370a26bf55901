// Plans the edits that lower a recognised and resolved file: docs/internals/lowering.md is the
// contract.
#pragma once

#include "emit/edits.h"
#include "parse/round.h"

namespace lsub::translate {

// Adds all edits for `round` to `out`. Requires: the round succeeded.
void plan(const round_result& round, edits& out);

// The parts of `plan`, one construct each.
void plan_arrows(const round_result& round, edits& out);
void plan_selects(const round_result& round, edits& out);
void plan_gos(const round_result& round, edits& out);
void plan_main(const round_result& round, edits& out);

}  // namespace lsub::translate
