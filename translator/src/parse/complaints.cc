#include "parse/complaints.h"

#include <algorithm>

#include "clang/Basic/SourceManager.h"
#include "recognise/messages.h"

namespace lsub::translate {
namespace {

using clang::DiagnosticsEngine;
using clang::FixItHint;

bool is_receive(arrow_form form) {
  return form == arrow_form::receive || form == arrow_form::receive_ok;
}

bool is_channel(side s) {
  return s == side::channel || s == side::send_only || s == side::receive_only;
}

// Behind the token `at` of the view; invalid in a macro's expansion.
clang::SourceLocation end_of(const reword_input& input, std::size_t at) {
  const clang::SourceLocation start = input.location(at);
  if (start.isInvalid() || start.isMacroID()) return {};
  const token& t = input.view[at];
  return start.getLocWithOffset(static_cast<int>(t.end() - t.offset));
}

class critic {
 public:
  critic(const reword_input& input, const token_index& tokens, const std::set<unsigned>& reported)
      : input_(input), tokens_(tokens), reported_(reported) {}

  std::vector<message> run() {
    for (const problem& one : input_.found.problems) add_problem(one);
    for (const arrow& one : input_.found.arrows) {
      add_arrow(one);
      add_comparison(one);
    }
    for (const call_statement& one : input_.found.calls) add_call(one);
    for (const select_statement& one : input_.found.selects) add_busy_loop(one);
    add_macros();
    return std::move(messages_);
  }

 private:
  message& error(clang::SourceLocation at, std::string text) {
    messages_.push_back({.level = DiagnosticsEngine::Error, .at = at, .text = std::move(text)});
    return messages_.back();
  }

  void warn(std::size_t token, const char* name, std::string text) {
    message& one = error(input_.location(token), std::move(text));
    one.level = DiagnosticsEngine::Warning;
    one.warning = name;
  }

  void add_problem(const problem& one) {
    message& made = error(input_.location(one.at), one.text);
    const clang::SourceLocation behind = end_of(input_, one.at);
    if (one.behind && behind.isValid()) made.at = behind;
    if (one.fix.empty() || behind.isInvalid()) return;
    if (one.behind) {
      made.fixits.push_back(FixItHint::CreateInsertion(behind, one.fix));
    } else if (one.fix_from == one.fix_to) {
      made.fixits.push_back(FixItHint::CreateInsertion(input_.location(one.fix_from), one.fix));
    } else if (const auto end = end_of(input_, one.fix_to - 1); end.isValid()) {
      made.fixits.push_back(FixItHint::CreateReplacement(
          clang::CharSourceRange::getCharRange(input_.location(one.fix_from), end), one.fix));
    }
  }

  // Operators of built-in types can accept an encoding: `~n` is an int. Clang has no complaint
  // then.
  void add_arrow(const arrow& one) {
    const unsigned at = input_.view[one.at].offset;
    if (one.form == arrow_form::dispatch || reported_.contains(at)) return;
    auto known = input_.known.arrows.find(at);
    if (known == input_.known.arrows.end()) return;
    arrow_fact fact = known->second;
    if (drops_value(one)) fact.no_zero.clear();
    if (std::string text = complaint(one.form, fact); !text.empty())
      error(input_.location(one.at), text).fixits = proposal(input_, tokens_, one.form, fact);
  }

  // `case <-c:` keeps no value, so it needs no zero value either.
  bool drops_value(const arrow& arrow) const {
    for (const select_statement& statement : input_.found.selects)
      for (const select_case& one : statement.cases)
        if (one.arrow == arrow.at) return one.equals == no_token;
    return false;
  }

  // `n <- 2;` of numbers: C++, but most likely meant to send.
  void add_comparison(const arrow& one) {
    if (one.form != arrow_form::comparison || input_.view[one.at].in_macro) return;
    auto known = input_.known.arrows.find(input_.view[one.at].offset);
    if (known == input_.known.arrows.end()) return;
    const arrow_fact& fact = known->second;
    if (fact.channel != side::other || !fact.builtin || !is_statement(fact)) return;
    warn(one.at, warning_names::comparison, fill(texts::unused_comparison, {fact.channel_type}));
  }

  // The arrow with its operands is a whole statement.
  bool is_statement(const arrow_fact& fact) const {
    if (!fact.left || !fact.right) return false;
    const std::size_t first = tokens_.starting(fact.left->begin);
    const std::size_t last = tokens_.ending(fact.right->end);
    return first != no_token && last != no_token && last + 1 < input_.view.size() &&
           input_.shape.starts_statement(first) && input_.view[last + 1].is(";");
  }

  void add_call(const call_statement& one) {
    auto known = input_.known.calls.find(input_.view[one.keyword].offset);
    if (known == input_.known.calls.end()) return;
    const std::string_view word = input_.view[one.keyword].text;
    const call_fact& fact = known->second;
    if (!fact.is_call) {
      error(input_.location(one.keyword + 1), fill(texts::must_be_call, {word}));
      return;
    }
    if (!fact.discards.empty())
      warn(one.keyword + 1, warning_names::discarded_result,
           fill(texts::discarded_result, {word, fact.discards}));
    if (fact.fault == argument_fault::none) return;
    const bool copy = fact.fault == argument_fault::copy;
    message& made =
        error(argument_location(one, fact.fault_argument.begin),
              fill(copy ? texts::argument_copy : texts::needs_reference, {word, fact.fault_type}));
    made.fixits =
        around(input_, tokens_, fact.fault_argument, copy ? "std::move(" : "std::ref(", ")");
  }

  clang::SourceLocation argument_location(const call_statement& one, unsigned offset) const {
    for (std::size_t at = one.keyword; at < one.end; ++at)
      if (input_.view[at].offset == offset) return input_.location(at);
    return input_.location(one.keyword);
  }

  void add_busy_loop(const select_statement& one) {
    const bool waits = std::any_of(one.cases.begin(), one.cases.end(), [](const select_case& c) {
      return c.kind != case_kind::fallback;
    });
    if (one.loop == loop_kind::none || one.cases.empty() || waits) return;
    warn(one.keyword, warning_names::busy_loop, texts::busy_loop);
  }

  // The text of a macro's body is not edited: its other uses may mean something else.
  void add_macros() {
    auto refuse = [&](std::size_t at, const char* what) {
      if (!input_.view[at].spelled) error(input_.location(at), fill(texts::in_macro, {what}));
    };
    for (const arrow& one : input_.found.arrows)
      if (one.form != arrow_form::comparison) refuse(one.at, "'<-'");
    for (const select_statement& one : input_.found.selects) refuse(one.keyword, "select");
    for (const call_statement& one : input_.found.calls)
      refuse(one.keyword, one.deferred ? "defer" : "go");
  }

  const reword_input& input_;
  const token_index& tokens_;
  const std::set<unsigned>& reported_;
  std::vector<message> messages_;
};

}  // namespace

std::string complaint(arrow_form form, const arrow_fact& fact) {
  const bool receives = is_receive(form);
  if (!fact.instantiated.empty() && form != arrow_form::dispatch)
    return fill(receives ? texts::receive_from_other : texts::send_on_other, {fact.instantiated});
  if (form == arrow_form::comparison)
    return is_channel(fact.channel) ? texts::send_in_expression : std::string();
  if (fact.channel == side::send_only && receives)
    return fill(texts::receive_from_send_only, {fact.channel_type});
  if (fact.channel == side::receive_only && !receives)
    return fill(texts::send_on_receive_only, {fact.channel_type});
  if (fact.channel == side::other)
    return fill(receives ? texts::receive_from_other : texts::send_on_other, {fact.channel_type});
  if (receives && !fact.no_zero.empty()) return fill(texts::receive_zero, {fact.no_zero});
  return {};
}

// What is wrong with a call of send, recv and the like.
std::string operation_complaint(const refused_call& call, bool receives) {
  if (call.arguments == 0) return fill(texts::function_channel, {call.name});
  if (call.first == side::other)
    return call.of_library ? fill(texts::function_not_channel, {call.name, call.first_type})
                           : std::string();
  if (receives && call.first == side::send_only)
    return fill(texts::receive_from_send_only, {call.first_type});
  if (!receives && call.first == side::receive_only)
    return fill(texts::send_on_receive_only, {call.first_type});
  if (call.name.ends_with("_for") && call.arguments == (receives ? 2 : 3))
    return fill(texts::duration, {call.name});
  if (receives || call.arguments != 2 || !is_channel(call.first)) return {};
  return fill(texts::send_type, {call.second_type, call.first_type});
}

std::string complaint(const refused_call& call) {
  if (call.name.starts_with("try_recv") || call.name.starts_with("recv"))
    return operation_complaint(call, true);
  if (call.name.starts_with("try_send") || call.name.starts_with("send"))
    return operation_complaint(call, false);
  const bool sleeps = call.name == "sleep" || call.name == "after" || call.name == "tick";
  if (sleeps && call.of_library) return fill(texts::duration, {call.name});
  if (call.name == "go")
    return call.arguments == 0 ? fill(texts::needs_call, {"go"})
                               : fill(texts::cannot_call, {call.first_type});
  if (call.name == "make_chan") return call.names_types ? texts::capacity : texts::make_left_out;
  const std::size_t most = call.name == "close" ? 2 : 1;
  if (call.name != "close" && call.name != "cerror" && call.name != "cclosed" &&
      call.name != "len" && call.name != "cap")
    return {};
  if (call.arguments == 0) return fill(texts::function_channel, {call.name});
  if (call.first == side::other)
    return fill(texts::function_not_channel, {call.name, call.first_type});
  if (call.arguments > most) return fill(texts::function_arguments, {call.name});
  if (call.name == "close" && !call.reason_known)
    return fill(texts::needs_header, {"close", "error.h"});
  return call.name == "close" ? fill(texts::close_error, {call.second_type}) : std::string();
}

token_index::token_index(const token_view& view) {
  for (std::size_t at = 0; at < view.size(); ++at) {
    starts_.try_emplace(view[at].offset, at);
    ends_[view[at].end()] = at;
  }
}

std::vector<FixItHint> around(const reword_input& input, const token_index& tokens,
                              text_range range, const char* before, const char* behind) {
  const std::size_t first = tokens.starting(range.begin), last = tokens.ending(range.end);
  if (first == no_token || last == no_token || last < first) return {};
  const clang::SourceLocation begin = input.location(first), end = end_of(input, last);
  if (begin.isMacroID() || end.isInvalid()) return {};
  return {FixItHint::CreateInsertion(begin, before), FixItHint::CreateInsertion(end, behind)};
}

std::vector<FixItHint> proposal(const reword_input& input, const token_index& tokens,
                                arrow_form form, const arrow_fact& fact) {
  if (form != arrow_form::comparison || !is_channel(fact.channel) || !fact.left || !fact.right)
    return {};
  return around(input, tokens, {fact.left->begin, fact.right->end}, "(", ")");
}

std::vector<message> own_messages(const reword_input& input, const token_index& tokens,
                                  const std::set<unsigned>& reported) {
  return critic(input, tokens, reported).run();
}

}  // namespace lsub::translate
