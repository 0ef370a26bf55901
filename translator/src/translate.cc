#include "translate.h"

#include <fstream>
#include <iterator>
#include <memory>

#include "deep_stack.h"
#include "emit/plan.h"
#include "parse/precompiled.h"
#include "parse/round.h"

namespace lsub::translate {
namespace {

constexpr int max_rounds = 5;

// The whole statement is the arrow at `at`: a comparison there would be pointless.
bool is_statement(const round_result& round, const arrow_fact& fact, std::size_t at) {
  if (!fact.left) return false;
  const token_view& view = round.view;
  std::size_t first = at;
  while (first > 0 && view[first - 1].offset >= fact.left->begin) --first;
  std::size_t next = at;
  while (next < view.size() && view[next].offset < fact.right->end) ++next;
  return round.shape->starts_statement(first) && next < view.size() && view[next].is(";");
}

// What is remembered of an arrow from round to round, so that each question is asked once.
struct memory {
  bool tried_without = false;  // it was left out because nothing was seen of it
  bool comparison = false;     // it can only be a comparison
  bool no_send = false;        // as a send its left side is more than the channel: `a && c <- v`
};

// Once all else is known, the operands of what only an instantiation can tell are too; with them
// the next round parses exactly what the translation will mean. Returns whether there was any new.
bool settle_dispatches(const round_result& round, knowledge& known) {
  bool any = false;
  for (const arrow& one : round.found.arrows) {
    const unsigned at = round.view[one.at].offset;
    auto it = round.known.arrows.find(at);
    if (one.form != arrow_form::dispatch || it == round.known.arrows.end()) continue;
    const arrow_fact& fact = it->second;
    if (!fact.left || !known.dispatches.insert({at, fact}).second) continue;
    known.decided.operands[at] = {fact.left->begin, fact.first->end, fact.right->end};
    any = true;
  }
  return any;
}

// Compares guesses with what the types say; returns whether another round is needed.
bool learn(const round_result& round, knowledge& known, std::map<unsigned, memory>& past) {
  if (round.asked) {
    known.decided.plain_words = round.known.plain_words;
    known.words_settled = true;
    return true;
  }
  bool changed = round.expands_more;
  known.expanded = round.expanded;
  for (const arrow& one : round.found.arrows) {
    if (one.by_grammar) continue;
    const unsigned at = round.view[one.at].offset;
    auto it = round.known.arrows.find(at);
    const arrow_fact fact = it == round.known.arrows.end() ? arrow_fact{} : it->second;
    arrow_form wanted = one.form;
    switch (fact.channel) {
      case side::channel:
      case side::send_only:
      case side::receive_only:
        wanted = past[at].no_send ? arrow_form::comparison : arrow_form::send;
        break;
      case side::other:
        past[at].no_send |= one.form == arrow_form::send;
        wanted = arrow_form::comparison;
        break;
      case side::dependent:
        past[at].comparison |=
            !round.known.has_channels || (one.form != arrow_form::comparison && fact.loose_left);
        if (past[at].comparison)
          wanted = arrow_form::comparison;
        else
          wanted = is_statement(round, fact, one.at) ? arrow_form::send : arrow_form::dispatch;
        break;
      case side::unseen:
        // Nothing of this kind was parsed there: perhaps because the guess broke the parse. Try
        // once without it.
        if (one.form == arrow_form::send && !past[at].tried_without)
          wanted = arrow_form::comparison;
        past[at].tried_without = true;
        // Where only a constant expression may stand, as in static_assert, no send may.
        past[at].comparison |= one.form == arrow_form::dispatch;
        if (past[at].comparison) wanted = arrow_form::comparison;
        break;
      case side::error:
        // `ok == c <- v`: as a comparison its left side may be the channel alone.
        if (one.form == arrow_form::send && !past[at].tried_without) {
          past[at].tried_without = past[at].no_send = true;
          wanted = arrow_form::comparison;
        }
        break;
    }
    if (wanted != one.form) {
      known.decided.arrows[at] = wanted;
      changed = true;
    }
  }
  return changed || settle_dispatches(round, known);
}

bool speaks_dialect(const round_result& round) {
  return round.found.speaks() || !round.found.problems.empty() || round.source.text().empty() ||
         round.known.has_channels;
}

std::string text_of(const request& what) {
  if (what.text != nullptr) return *what.text;
  std::ifstream file(what.file, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

translation translate_with(const request& what, const std::string& precompiled) {
  const message_options options(what.options);
  const round_input input{what.file, what.arguments, what.text, what.colours,
                          &options,  precompiled,    what.whole};
  bool taken = false;
  knowledge known;
  std::map<unsigned, memory> past;
  std::unique_ptr<round_result> round;
  for (int n = 0; n < max_rounds; ++n) {
    round = run_round(input, known);
    taken |= round->precompiled;
    if (!round->parsed || !learn(*round, known, past)) break;
  }
  // What is said of a file, and which errors there are, is told by a parse that read the headers.
  if (taken && (round->failed || !round->messages.empty())) return translate_with(what, {});
  // Errors in a file without dialect constructs are the host compiler's to report, as for any C++
  // file.
  if (round->failed && speaks_dialect(*round))
    return {.ok = false,
            .output = {},
            .messages = std::move(round->messages),
            .files = {},
            .user_files = {}};
  edits changes(round->source);
  plan_text(*round, changes);
  if (round->parsed && !round->failed) plan(*round, changes);
  return {.ok = true,
          .precompiled = taken,
          .checked = what.whole && round->parsed && !round->failed && !round->warned,
          .output = changes.apply(what.style),
          .messages = round->failed ? std::string() : std::move(round->messages),
          .files = std::move(round->files),
          .user_files = std::move(round->user_files)};
}

translation translate_here(const request& what) {
  const bool takes =
      !what.precompiled.empty() && !what.whole && includes_library_first(text_of(what));
  return translate_with(what, takes ? what.precompiled : std::string());
}

}  // namespace

translation translate(const request& what) {
  translation done;
  on_deep_stack(what.file, [&] { done = translate_here(what); });
  return done;
}

}  // namespace lsub::translate
