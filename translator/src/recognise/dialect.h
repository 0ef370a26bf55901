// What recognition finds: the dialect's constructs in a token view, by position, before any type is
// known.
//
// Positions are indices into the view. Recognition is pure: the same view and guesses give the same
// result.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "recognise/structure.h"
#include "recognise/token.h"

namespace lsub::translate {

enum class arrow_form : unsigned char {
  receive,     // `<-c`
  receive_ok,  // `auto [x, ok] = <-c`: the two-value receive
  send,        // `c <- v`
  dispatch,    // depends on a template parameter: a send or a comparison, told at instantiation
  comparison,  // `n < -2`, or no operator at all: `ratio<-1, 3>`
};

// One `<` `-` pair. In operand position it can only be a receive; in binary position types decide,
// and the form is a guess until they have.
struct arrow {
  std::size_t at = no_token;  // the `<`; the `-` follows it
  arrow_form form = arrow_form::comparison;
  bool by_grammar = false;  // the form cannot be anything else
  // Of a dispatch whose operands an earlier round showed: the left operand's first token, the last
  // one of what a minus would bind to, the last one of the right operand.
  std::size_t left = no_token, first_last = no_token, right_last = no_token;
};

enum class case_kind : unsigned char { receive, send, fallback, invalid };

// One `case …:` or `default:` of a select.
struct select_case {
  case_kind kind = case_kind::invalid;
  std::size_t keyword = no_token;
  std::size_t colon = no_token;   // or, where that is missed, the last token of the head
  std::size_t equals = no_token;  // the `=` behind the receiving or ok variable, if any
  std::size_t arrow = no_token;   // the communication's `<`
  std::size_t first = no_token;   // the communication without its parentheses: [first, end)
  std::size_t end = no_token;
  bool assigns_pair = false;  // `case x, ok = <-c:`
};

enum class loop_kind : unsigned char { none, endless, condition, header };

// `select { … }` or `doselect [header] { … }`.
struct select_statement {
  std::size_t keyword = no_token;
  std::size_t open = no_token;   // its brace
  std::size_t close = no_token;  // the brace's partner
  loop_kind loop = loop_kind::none;
  bool ordered = false;
  std::size_t policy = no_token;      // the `<` of `<ordered>` or `<>`
  std::size_t policy_end = no_token;  // behind the policy
  // What a problem was reported of and the parse must not see: a range header, statements before
  // the first case.
  std::size_t refused_header = no_token;  // its parenthesis
  std::size_t refused_end = no_token;     // the first case, or the closing brace
  std::vector<select_case> cases = {};
};

// `go call;`, `go { … }`, and the same with `defer`.
struct call_statement {
  std::size_t keyword = no_token;
  std::size_t end = no_token;  // the semicolon, or the closing brace of the block form
  bool deferred = false;
  bool block = false;
  // What follows the word is in parentheses: if the program declares the word, this calls it.
  bool may_call_word = false;
};

// `x, ok = <-c;`: the two-value receive into variables.
struct pair_assignment {
  std::size_t first = no_token;
  std::size_t equals = no_token;
  std::size_t arrow = no_token;
};

// `L: for (…) …`, or another statement that a labelled break or continue may name.
struct labelled_statement {
  std::size_t label = no_token;
  std::size_t last = no_token;  // the statement's last token
  std::size_t body = no_token;  // first token of a loop's body; for a doselect its brace
  std::size_t body_last = no_token;
  bool loops = false;
  bool doselects = false;
  bool keep_label = false;  // a goto names it too
  bool breaks = false;      // some jump needs the place behind it, the end of its body
  bool continues = false;
};

// `break L;` or `continue L;`.
struct labelled_jump {
  std::size_t keyword = no_token;
  std::size_t target = 0;  // index in `labels`
  bool continues = false;
};

// A mistake that the tokens alone show, with the text that would mend it in the place of the tokens
// [fix_from, fix_to), if that is sure.
struct problem {
  std::size_t at = no_token;
  std::string text;
  std::string fix = {};
  std::size_t fix_from = no_token;
  std::size_t fix_to = no_token;
  bool behind = false;  // the place, and that of the text, is behind the token `at`
};

// A statement that starts with a contextual keyword but has no shape of the dialect: a mistake,
// unless the program declares the word. Clang's lookup tells.
struct stray_word {
  std::size_t keyword = no_token;
  std::size_t end = no_token;  // behind the statement's last token, as far as can be told
  std::string text;            // what is wrong
  bool certain = false;        // any error in the statement is this one, not only one at the word
};

// A send or receive as a case of something that is no select.
struct stray_case {
  std::size_t keyword = no_token;
  std::size_t arrow = no_token;
  std::size_t colon = no_token;
};

struct dialect {
  std::vector<arrow> arrows;
  std::vector<select_statement> selects;
  std::vector<call_statement> calls;
  std::vector<pair_assignment> pairs;
  std::vector<labelled_statement> labels;  // those that a jump names
  std::vector<labelled_jump> jumps;
  std::vector<std::size_t> refused;  // tokens that a problem was reported of and no parser must see
  std::vector<problem> problems;
  std::vector<stray_word> strays;
  std::vector<stray_case> stray_cases;

  // Whether anything is to be translated: more than comparisons.
  bool speaks() const {
    if (!selects.empty() || !calls.empty() || !jumps.empty()) return true;
    for (const arrow& one : arrows)
      if (one.form != arrow_form::comparison) return true;
    return false;
  }
  bool empty() const { return arrows.empty() && selects.empty() && calls.empty() && jumps.empty(); }
};

// Where a dispatch's operands stand, as offsets: the left one's first byte, and behind the last
// ones of what a minus would bind to and of the right one.
struct operand_places {
  unsigned left = 0, first_end = 0, right_end = 0;
};

// What earlier rounds decided, by offset.
struct decisions {
  std::map<unsigned, arrow_form> arrows = {};        // of arrows in binary position, by their `<`
  std::map<unsigned, operand_places> operands = {};  // of dispatches, likewise
  // `go`, `select`, … that mean what the program declares there
  std::set<unsigned> plain_words = {};
};

// Finds everything in `view`. An arrow in binary position takes its form from `known`, else from a
// guess.
dialect recognise(const token_view& view, const structure& shape, const decisions& known);

// The tokens that the constructs' own edits are made at, besides their operands.
std::vector<std::size_t> structural_tokens(const structure& shape, const dialect& found);

// The parts of `recognise`. Arrows come last: select heads and pairs tell which of them are what.
void find_selects(const token_view& view, const structure& shape, const decisions& known,
                  dialect& found);
void find_calls(const token_view& view, const structure& shape, const decisions& known,
                dialect& found);
void find_pairs(const token_view& view, const structure& shape, dialect& found);
void find_jumps(const token_view& view, const structure& shape, dialect& found);
void find_arrows(const token_view& view, const structure& shape, const decisions& known,
                 dialect& found);
void find_strays(const token_view& view, const structure& shape, dialect& found);

// Whether `<` at `at` is followed by `-` and stands where only an operand can stand.
bool is_arrow(const token_view& view, std::size_t at);
bool in_operand_position(const token_view& view, const structure& shape, std::size_t at);

}  // namespace lsub::translate
