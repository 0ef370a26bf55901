#include "parse/reword.h"

#include <algorithm>
#include <set>

#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/SourceManager.h"

namespace lsub::translate {
namespace {

using clang::DiagnosticsEngine;

message error_at(clang::SourceLocation at, std::string text) {
  return {.level = DiagnosticsEngine::Error, .at = at, .text = std::move(text)};
}

// What is wrong with an arrow whose operands have these types; empty if nothing is.
std::string complaint(arrow_form form, const arrow_fact& fact) {
  const bool receives = form == arrow_form::receive || form == arrow_form::receive_ok;
  const bool channel = fact.channel >= side::channel && fact.channel <= side::receive_only;
  if (form == arrow_form::comparison)
    return channel ? "a send inside an expression needs parentheses around it" : std::string();
  if (fact.channel == side::send_only && receives)
    return "cannot receive from send-only channel '" + fact.channel_type + "'";
  if (fact.channel == side::receive_only && !receives)
    return "cannot send on receive-only channel '" + fact.channel_type + "'";
  if (fact.channel == side::other)
    return (receives ? "cannot receive from non-channel '" : "cannot send on non-channel '") +
           fact.channel_type + "'";
  if (receives && !fact.no_zero.empty())
    return "a receive needs the zero value of '" + fact.no_zero +
           "', which has no default constructor; use recv(c) or a range-for";
  return {};
}

// What is wrong with a call of one of the dialect's functions; empty if it is none of them.
std::string complaint(const refused_call& call) {
  const std::size_t most = call.name == "close" ? 2 : 1;
  if (call.name != "close" && call.name != "cerror" && call.name != "cclosed" &&
      call.name != "len" && call.name != "cap")
    return {};
  if (call.arguments == 0) return call.name + " needs a channel";
  if (!call.on_channel) return call.name + " needs a channel, not '" + call.first_type + "'";
  if (call.arguments > most) return "too many arguments to " + call.name;
  return call.name == "close" ? "cannot use '" + call.second_type + "' as a closing error"
                              : std::string();
}

bool is_deleted_copy(const message& one) {
  return one.id == clang::diag::err_ovl_deleted_init ||
         one.id == clang::diag::err_ovl_deleted_special_init;
}

class rewriter {
 public:
  rewriter(std::vector<message>& messages, const reword_input& input)
      : messages_(messages), input_(input) {
    for (const arrow& one : input.found.arrows) forms_[input.view[one.at].offset] = one.form;
    auto pair = [&](std::size_t equals, std::size_t arrow) {
      pairs_[input.location(equals)] = input.view[arrow].offset;
    };
    for (const pair_assignment& one : input.found.pairs) pair(one.equals, one.arrow);
    for (const select_statement& statement : input.found.selects)
      for (const select_case& one : statement.cases)
        if (one.assigns_pair) pair(one.equals, one.arrow);
  }

  void run() {
    std::vector<message> kept;
    bool dropping_notes = false;
    move_assertions();
    for (message& one : messages_) {
      if (one.level == DiagnosticsEngine::Note) {
        // Where the library declares what did not fit is no help.
        if (!dropping_notes && !in_prelude(one) && !in_library(one.at))
          kept.push_back(std::move(one));
        continue;
      }
      dropping_notes = rewrite(one);
      if (!one.text.empty()) kept.push_back(std::move(one));
    }
    messages_ = std::move(kept);
    add_problems();
    add_macro_errors();
    add_arrow_errors();
    add_call_errors();
    sort_by_place();
  }

 private:
  // About a declaration of the prelude, or naming one.
  bool in_prelude(const message& one) const {
    return (one.at.isValid() && input_.sources.isWrittenInBuiltinFile(one.at)) ||
           one.text.find("operator~") != std::string::npos ||
           one.text.find("operator<<=") != std::string::npos ||
           one.text.find("lsub_translate") != std::string::npos;
  }

  // A static_assert of the library speaks to the user: it is moved to the line that asked for it.
  void move_assertions() {
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      message& one = messages_[i];
      const std::size_t text = one.text.rfind(": ");
      if (!one.text.starts_with("static assertion failed") || text == std::string::npos ||
          !in_library(one.at))
        continue;
      std::size_t note = i + 1;
      while (note < messages_.size() && messages_[note].level == DiagnosticsEngine::Note &&
             !input_.where.text.contains(messages_[note].at))
        ++note;
      if (note == messages_.size() || messages_[note].level != DiagnosticsEngine::Note) continue;
      one.text = one.text.substr(text + 2);
      one.at = messages_[note].at;
      one.ranges.clear();
      std::size_t end = i + 1;
      while (end < messages_.size() && messages_[end].level == DiagnosticsEngine::Note) ++end;
      messages_.erase(messages_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                      messages_.begin() + static_cast<std::ptrdiff_t>(end));
    }
  }

  bool in_library(clang::SourceLocation at) const {
    return at.isValid() && input_.sources.getFilename(at).contains("/lsub/");
  }

  unsigned offset(clang::SourceLocation at) const { return input_.where.text.position(at); }

  // In the order of the source, each message with its notes.
  void sort_by_place() {
    std::vector<std::vector<message>> groups;
    for (message& one : messages_) {
      if (groups.empty() || one.level != DiagnosticsEngine::Note) groups.emplace_back();
      groups.back().push_back(std::move(one));
    }
    std::stable_sort(groups.begin(), groups.end(), [this](const auto& a, const auto& b) {
      const auto left = a[0].at, right = b[0].at;
      if (left.isInvalid() || right.isInvalid()) return right.isValid() && left.isInvalid();
      return input_.sources.isBeforeInTranslationUnit(left, right);
    });
    messages_.clear();
    for (auto& group : groups)
      for (message& one : group) messages_.push_back(std::move(one));
  }

  // Returns whether the message's notes explain the encoding only.
  bool rewrite(message& one) {
    if (auto it = input_.where.arrows.find(one.at); it != input_.where.arrows.end()) {
      const unsigned at = it->second;
      const arrow_fact fact = fact_of(at);
      std::string text = complaint(forms_[at], fact);
      if (text.empty() && forms_[at] == arrow_form::send &&
          (fact.channel == side::channel || fact.channel == side::send_only))
        text = "cannot send '" + fact.value_type + "' on '" + fact.channel_type + "'";
      if (!text.empty()) {
        one.text = reported_.insert(at).second ? text : std::string();
        one.ranges.clear();
        one.fixits.clear();
        return true;
      }
    }
    if (std::string text = rewrite_use(one); !text.empty()) {
      one.text = text;
      one.ranges.clear();
      one.fixits.clear();
      return true;
    }
    if (one.id == clang::diag::err_decomp_decl_wrong_number_bindings &&
        one.text.find("received<") != std::string::npos) {
      one.text =
          "a two-value receive binds exactly two names; "
          "to take a received value apart write (<-c)";
      return true;
    }
    if (one.id == clang::diag::err_call_incomplete_return && in_prelude(one)) {
      one.text = "cannot receive a value of an incomplete type";
      return true;
    }
    if (auto it = pairs_.find(one.at); it != pairs_.end()) {
      // What is wrong with the receive itself is said at its arrow.
      const arrow_fact fact = fact_of(it->second);
      one.text = complaint(arrow_form::receive_ok, fact).empty()
                     ? "cannot assign a value received from '" + fact.channel_type +
                           "' and a bool to these variables"
                     : std::string();
      one.ranges.clear();
      return true;
    }
    if (one.text.find("lsub_translate_assign") != std::string::npos) {
      one.text = "a two-value receive assigns to exactly two variables";
      return true;
    }
    return false;
  }

  // Messages about values, functions and assignments that have to do with channels; empty for
  // others.
  std::string rewrite_use(const message& one) const {
    if (one.at.isInvalid() || !input_.where.text.contains(one.at)) return {};
    const unsigned at = offset(one.at);
    if (one.id == clang::diag::err_for_range_invalid &&
        one.text.find("'send_chan<") != std::string::npos) {
      const std::size_t type = one.text.find('\'');
      return "cannot receive from send-only channel " +
             one.text.substr(type, one.text.find('\'', type + 1) + 1 - type);
    }
    if (one.id == clang::diag::err_ovl_no_viable_function_in_call) {
      if (auto it = input_.known.refused_calls.find(at); it != input_.known.refused_calls.end())
        return complaint(it->second);
    }
    if (one.id == clang::diag::err_ovl_no_viable_oper && !one.ranges.empty()) {
      const auto it = input_.known.refused_assignments.find(offset(one.ranges[0].getBegin()));
      if (it != input_.known.refused_assignments.end())
        return "cannot assign '" + it->second.from + "' to '" + it->second.to + "'";
    }
    if (one.text.ends_with("deduction of template arguments of 'chan'") ||
        one.text.ends_with("deduction of template arguments of 'send_chan'") ||
        one.text.ends_with("deduction of template arguments of 'recv_chan'"))
      return "write the channel's element type, as in chan<int>";
    if (!is_deleted_copy(one)) return {};
    if (input_.where.blocks.contains(one.at))
      return "go cannot copy a variable that its block uses; move it: go [v = std::move(v)] { … "
             "}();";
    for (const auto& [arrow, fact] : input_.known.arrows)
      if (fact.right && fact.right->begin == at &&
          one.text.find("translate_same") != std::string::npos)
        return "cannot send a copy of '" + fact.value_type + "'; move it with std::move";
    return {};
  }

  arrow_fact fact_of(unsigned at) const {
    auto it = input_.known.arrows.find(at);
    return it == input_.known.arrows.end() ? arrow_fact{} : it->second;
  }

  void add_problems() {
    for (const problem& one : input_.found.problems)
      messages_.push_back(error_at(input_.location(one.at), one.text));
  }

  // The text of a macro's body is not edited: its other uses may mean something else.
  void add_macro_errors() {
    auto refuse = [&](std::size_t at, const char* what) {
      if (!input_.view[at].spelled)
        messages_.push_back(error_at(
            input_.location(at), std::string(what) + " in the body of a macro is not supported"));
    };
    for (const arrow& one : input_.found.arrows)
      if (one.form != arrow_form::comparison) refuse(one.at, "'<-'");
    for (const select_statement& one : input_.found.selects) refuse(one.keyword, "select");
    for (const call_statement& one : input_.found.calls)
      refuse(one.keyword, one.deferred ? "defer" : "go");
  }

  // Operators of built-in types can accept an encoding: `~n` is an int. Clang has no complaint
  // then.
  void add_arrow_errors() {
    for (const arrow& one : input_.found.arrows) {
      const unsigned at = input_.view[one.at].offset;
      if (one.form == arrow_form::dispatch || reported_.contains(at)) continue;
      arrow_fact fact = fact_of(at);
      if (drops_value(one)) fact.no_zero.clear();
      if (std::string text = complaint(one.form, fact); !text.empty())
        messages_.push_back(error_at(input_.location(one.at), text));
    }
  }

  // `case <-c:` keeps no value, so it needs no zero value either.
  bool drops_value(const arrow& arrow) const {
    for (const select_statement& statement : input_.found.selects)
      for (const select_case& one : statement.cases)
        if (one.arrow == arrow.at) return one.equals == no_token;
    return false;
  }

  void add_call_errors() {
    for (const call_statement& one : input_.found.calls) {
      auto it = input_.known.calls.find(input_.view[one.keyword].offset);
      if (it == input_.known.calls.end()) continue;
      const std::string word(input_.view[one.keyword].text);
      if (!it->second.is_call) {
        messages_.push_back(error_at(input_.location(one.keyword + 1),
                                     "expression in " + word + " must be a function call"));
      } else if (!it->second.reference_parameter.empty()) {
        messages_.push_back(
            error_at(argument_location(one, it->second.reference_argument),
                     word + " copies its arguments; pass std::ref for the parameter of type '" +
                         it->second.reference_parameter + "'"));
      }
    }
  }

  clang::SourceLocation argument_location(const call_statement& one, unsigned offset) const {
    for (std::size_t at = one.keyword; at < one.end; ++at)
      if (input_.view[at].offset == offset) return input_.location(at);
    return input_.location(one.keyword);
  }

  std::vector<message>& messages_;
  const reword_input& input_;
  std::map<unsigned, arrow_form> forms_;
  std::map<clang::SourceLocation, unsigned> pairs_;  // the `=` of a pair's assignment: its arrow
  std::set<unsigned> reported_;
};

}  // namespace

void reword(std::vector<message>& messages, const reword_input& input) {
  rewriter(messages, input).run();
}

}  // namespace lsub::translate
