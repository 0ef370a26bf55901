// Plans the edits that lower a recognised and resolved file: docs/internals/lowering.md is the
// contract.
#pragma once

#include "emit/edits.h"
#include "parse/round.h"

namespace lsub::translate {

// Adds the edits of directives, which need no parse.
void plan_text(const round_result& round, edits& out);
// Adds the edits of all constructs. Requires: the round parsed and succeeded.
void plan(const round_result& round, edits& out);

// The parts of `plan`, one construct each.
void plan_arrows(const round_result& round, edits& out);
void plan_selects(const round_result& round, edits& out);
void plan_calls(const round_result& round, edits& out);
void plan_pairs(const round_result& round, edits& out);
void plan_jumps(const round_result& round, edits& out);
void plan_main(const round_result& round, edits& out);

// Puts `pieces` in the place of the tokens [first, last] of the view, and of what lies between
// them. Some of them may have come out of a macro's expansion.
void replace_tokens(const round_result& round, std::size_t first, std::size_t last,
                    std::vector<piece> pieces, edits& out);

// The label a `continue` of the labelled statement jumps to; it stands at the end of the loop's
// body.
std::string continue_label(std::size_t index);

}  // namespace lsub::translate
