#include "parse/reword.h"

#include <algorithm>
#include <map>
#include <set>

#include "clang/Basic/DiagnosticParse.h"
#include "clang/Basic/DiagnosticSema.h"
#include "clang/Basic/SourceManager.h"
#include "parse/complaints.h"
#include "parse/layout.h"
#include "parse/leaks.h"
#include "parse/standing.h"
#include "parse/uses.h"
#include "recognise/messages.h"

namespace lsub::translate {
namespace {

using clang::DiagnosticsEngine;
namespace diag = clang::diag;

// An error or warning with its notes.
struct group {
  message head;
  std::vector<message> notes;
};

// What rewording made of an error.
enum class verdict : unsigned char {
  kept,      // as Clang says it
  reworded,  // its notes explain the encoding only
  dropped,
};

bool is_deleted_copy(const message& one) {
  return one.id == diag::err_ovl_deleted_init || one.id == diag::err_ovl_deleted_special_init;
}

// Where a template was instantiated or a macro expanded: true whatever the error says.
bool tells_origin(const message& note) {
  return note.text.starts_with("in instantiation of") || note.text.starts_with("while ");
}

class rewriter {
 public:
  rewriter(std::vector<message>& messages, const reword_input& input)
      : messages_(messages), input_(input), tokens_(input.view), where_(input_, tokens_) {
    for (const arrow& one : input.found.arrows) {
      const unsigned at = input.view[one.at].offset;
      forms_[at] = one.form;
      if (one.at + 2 < input.view.size()) operands_[input.location(one.at + 2)] = one.form;
    }
    auto pair = [&](std::size_t equals, std::size_t arrow) {
      pairs_[input.location(equals)] = input.view[arrow].offset;
    };
    for (const pair_assignment& one : input.found.pairs) pair(one.equals, one.arrow);
    for (const select_statement& statement : input.found.selects)
      for (const select_case& one : statement.cases)
        if (one.assigns_pair) pair(one.equals, one.arrow);
  }

  void run() {
    move_assertions();
    note_strays();
    std::vector<group> groups = take_groups();
    std::vector<group> kept;
    for (group& one : groups) {
      notes_ = &one.notes;
      const verdict what = where_.in_prelude(one.head) ? verdict::dropped : judge(one.head);
      if (what == verdict::dropped) continue;
      if (what == verdict::reworded) one.head.ranges.clear();
      std::erase_if(one.notes, [&](const message& note) {
        return where_.in_prelude(note) || where_.in_library(note.at) ||
               (what == verdict::reworded && !tells_origin(note));
      });
      show_plain_types(one.head);
      for (message& note : one.notes) show_plain_types(note);
      hide_internals(one.head);
      kept.push_back(std::move(one));
    }
    for (message& one : own_messages(input_, tokens_, reported_))
      kept.push_back({std::move(one), {}});
    put_back(kept);
  }

 private:
  std::vector<group> take_groups() {
    std::vector<group> groups;
    for (message& one : messages_) {
      if (groups.empty() || one.level != DiagnosticsEngine::Note)
        groups.push_back({std::move(one), {}});
      else
        groups.back().notes.push_back(std::move(one));
    }
    return groups;
  }

  // In the order of the source, nothing twice, no note that shows what the user never wrote.
  void put_back(std::vector<group>& groups) {
    std::stable_sort(groups.begin(), groups.end(), [this](const group& a, const group& b) {
      const auto left = a.head.at, right = b.head.at;
      if (left.isInvalid() || right.isInvalid()) return right.isValid() && left.isInvalid();
      return input_.sources.isBeforeInTranslationUnit(left, right);
    });
    messages_.clear();
    std::set<std::pair<clang::SourceLocation, std::string>> said;
    for (group& one : groups) {
      if (one.notes.empty() && !said.insert({one.head.at, one.head.text}).second) continue;
      messages_.push_back(std::move(one.head));
      for (message& note : one.notes)
        if (!shows_internals(note.text)) messages_.push_back(std::move(note));
    }
  }

  // What nobody foresaw must not show how the program was parsed.
  void hide_internals(message& one) const {
    if (!shows_internals(one.text) || where_.wrote_operator(one.at)) return;
    if (one.text.find("received<") == std::string::npos)
      one.text = texts::invalid_use;
    else
      one.text = where_.shows_minus(one) ? texts::negated : texts::pair_alone;
    one.ranges.clear();
    one.fixits.clear();
  }

  // A static_assert of the library speaks to the user: it is moved to the line that asked for it.
  void move_assertions() {
    for (std::size_t i = 0; i < messages_.size(); ++i) {
      message& one = messages_[i];
      const std::size_t text = one.text.rfind(": ");
      if (!one.text.starts_with("static assertion failed") || text == std::string::npos ||
          !where_.in_library(one.at))
        continue;
      std::size_t note = i + 1;
      while (note < messages_.size() && messages_[note].level == DiagnosticsEngine::Note &&
             !where_.in_file(messages_[note].at))
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

  verdict judge(message& one) {
    for (auto rule : {&rewriter::judge_stray, &rewriter::judge_case, &rewriter::judge_operand,
                      &rewriter::judge_arrow, &rewriter::judge_pair, &rewriter::judge_block,
                      &rewriter::judge_use}) {
      if (const verdict what = (this->*rule)(one); what != verdict::kept) return what;
    }
    return verdict::kept;
  }

  verdict say(message& one, std::string text) const {
    one.text = std::move(text);
    one.fixits.clear();
    return verdict::reworded;
  }

  // `go if`, `select;`: the word is no name of the program, so what follows it is of no interest.
  verdict judge_stray(message& one) {
    if (!where_.in_file(one.at)) return verdict::kept;
    const unsigned at = where_.offset(one.at);
    for (const stray_word& stray : input_.found.strays) {
      const unsigned begin = input_.view[stray.keyword].offset;
      if (!wrong_strays_.contains(begin) || !is_inside(at, stray)) continue;
      if (!strays_.insert(begin).second) return verdict::dropped;
      one.at = input_.location(stray.keyword);
      return say(one, stray.text);
    }
    return verdict::kept;
  }

  bool is_inside(unsigned at, const stray_word& stray) const {
    const bool to_the_end = stray.end == input_.view.size();
    return at >= input_.view[stray.keyword].offset &&
           (to_the_end || at <= input_.view[stray.end - 1].end());
  }

  // Finds the strays that Clang could make nothing of.
  void note_strays() {
    for (const message& one : messages_) {
      if (one.level == DiagnosticsEngine::Note || !where_.in_file(one.at)) continue;
      const unsigned at = where_.offset(one.at);
      for (const stray_word& stray : input_.found.strays) {
        const unsigned begin = input_.view[stray.keyword].offset;
        const bool function = one.id == diag::err_ovl_no_viable_function_in_call &&
                              input_.known.refused_calls.contains(begin);
        if ((at == begin && !function) || (stray.certain && is_inside(at, stray)))
          wrong_strays_.insert(begin);
      }
    }
  }

  // Communications as cases of something else than a select.
  verdict judge_case(message& one) {
    if (!where_.in_file(one.at)) return verdict::kept;
    const unsigned at = where_.offset(one.at);
    for (const stray_case& stray : input_.found.stray_cases) {
      const unsigned begin = input_.view[stray.keyword].offset;
      if (at < begin || at >= input_.view[stray.colon].offset) continue;
      if (!strays_.insert(begin).second) return verdict::dropped;
      const bool outside = one.id == diag::err_case_not_in_switch;
      if (!outside) one.at = input_.location(stray.arrow);
      return say(one, outside ? texts::case_outside : texts::case_in_switch);
    }
    return verdict::kept;
  }

  // `c <- ;`
  verdict judge_operand(message& one) {
    if (one.id != diag::err_expected_expression) return verdict::kept;
    auto it = operands_.find(one.at);
    if (it == operands_.end()) return verdict::kept;
    const bool receives = it->second == arrow_form::receive || it->second == arrow_form::receive_ok;
    return say(one, receives ? texts::expected_channel : texts::expected_value);
  }

  verdict judge_arrow(message& one) {
    auto it = input_.where.arrows.find(one.at);
    if (it == input_.where.arrows.end()) return verdict::kept;
    const unsigned at = it->second;
    const arrow_form form = forms_[at];
    arrow_fact fact = fact_of(at);
    complete(fact, one);
    std::string text = complaint(form, fact);
    // What becomes of the bool is another matter.
    const bool of_result = one.id == diag::err_typecheck_convert_incompatible ||
                           one.id == diag::err_init_conversion_failed ||
                           one.id == diag::err_typecheck_nonviable_condition;
    const bool sends = form == arrow_form::send || form == arrow_form::dispatch;
    if (text.empty() && sends && !of_result &&
        (fact.channel == side::channel || fact.channel == side::send_only))
      text = fact.value_type.empty() ? fill(texts::send_values, {fact.channel_type})
                                     : fill(texts::send_type, {fact.value_type, fact.channel_type});
    if (text.empty()) return verdict::kept;
    if (!reported_.insert(at).second) return verdict::dropped;
    say(one, text);
    one.fixits = proposal(input_, tokens_, form, fact);
    return verdict::reworded;
  }

  // In an instantiation the types are those that Clang names.
  void complete(arrow_fact& fact, const message& one) const {
    const bool open = fact.channel == side::dependent || fact.channel == side::unseen ||
                      fact.channel == side::error;
    lsub::translate::complete(fact, *notes_, input_.context);
    if (!open || one.types.empty() || one.types[0].isNull()) return;
    const clang::QualType left = unwrapped(one.types[0]);
    fact.channel = channel_side(left);
    fact.channel_type = type_text(left, input_.context);
    if (one.types.size() > 1) fact.value_type = type_text(one.types[1], input_.context);
  }

  // Two-value receives.
  verdict judge_pair(message& one) {
    if (auto it = pairs_.find(one.at); it != pairs_.end()) {
      // What is wrong with the receive itself is said at its arrow.
      const arrow_fact fact = fact_of(it->second);
      if (!complaint(arrow_form::receive_ok, fact).empty()) return verdict::dropped;
      return say(one, fill(texts::pair_assign, {fact.channel_type}));
    }
    if (one.text.find("lsub_translate_assign") != std::string::npos)
      return say(one, texts::pair_variables);
    if (one.text.find("received<") == std::string::npos) return verdict::kept;
    if (one.id == diag::err_decomp_decl_wrong_number_bindings) return say(one, texts::pair_names);
    if (one.id == diag::err_lvalue_reference_bind_to_temporary)
      return say(one, texts::pair_reference);
    return verdict::kept;
  }

  // Errors of the lambdas that stand for `go { … }` and `defer { … }`.
  verdict judge_block(message& one) {
    if (!where_.in_file(one.at)) return verdict::kept;
    if (is_deleted_copy(one) && input_.where.blocks.contains(one.at))
      return say(one, texts::block_copy);
    const token* word = where_.token_at(where_.offset(one.at));
    if (word == nullptr ||
        (!word->is("co_await") && !word->is("co_yield") && !word->is("co_return")))
      return verdict::kept;
    for (const call_statement& call : input_.found.calls) {
      if (call.block && word->offset > input_.view[call.keyword].offset &&
          word->offset < input_.view[call.end].offset)
        return say(one, fill(texts::block_coroutine, {input_.view[call.keyword].text}));
    }
    return verdict::kept;
  }

  // Values, functions and assignments that have to do with channels.
  verdict judge_use(message& one) {
    if (!where_.in_file(one.at)) return verdict::kept;
    const unsigned at = where_.offset(one.at);
    if (one.id == diag::err_for_range_invalid && !one.types.empty() &&
        channel_side(one.types[0]) == side::send_only)
      return say(one,
                 fill(texts::receive_from_send_only, {type_text(one.types[0], input_.context)}));
    const bool incomplete = one.id == diag::err_call_incomplete_return ||
                            one.id == diag::err_call_function_incomplete_return;
    if (incomplete && input_.where.arrows.contains(one.at))
      return say(one, texts::receive_incomplete);
    if (one.id == diag::err_ovl_no_viable_function_in_call) {
      if (auto it = input_.known.refused_calls.find(at); it != input_.known.refused_calls.end()) {
        if (std::string text = complaint(it->second); !text.empty()) return say(one, text);
      }
    }
    if (one.id == diag::err_ovl_no_viable_oper && !one.ranges.empty()) {
      const unsigned begin = where_.offset(one.ranges[0].getBegin());
      const auto it = input_.known.refused_assignments.find(begin);
      if (it != input_.known.refused_assignments.end())
        return say(one, fill(texts::assign_channel, {it->second.from, it->second.to}));
    }
    if (std::string text = complaint(one, *notes_, input_.context); !text.empty())
      return say(one, text);
    if (one.text.find("detail::location'") != std::string::npos) return judge_location(one);
    if (leaves_element_out(one)) return say(one, texts::element_left_out);
    return judge_copy(one);
  }

  // One argument too many: it meets the parameter that says where a call stands.
  verdict judge_location(message& one) const {
    const std::size_t argument = tokens_.starting(where_.offset(one.at));
    const std::size_t open = argument == no_token ? no_token : input_.shape.parent(argument);
    if (open == no_token || open == 0) return verdict::kept;
    return say(one, fill(texts::function_arguments, {input_.view[open - 1].text}));
  }

  static bool leaves_element_out(const message& one) {
    for (const std::string name : {"chan'", "send_chan'", "recv_chan'"}) {
      for (const std::string& type : {"'" + name, "'lsub::" + name})
        if (one.text.ends_with("deduction of template arguments of " + type) ||
            one.text.find("use of class template " + type) != std::string::npos)
          return true;
    }
    return false;
  }

  // A value to be sent, or an argument of go, that cannot be copied.
  verdict judge_copy(message& one) {
    if (!is_deleted_copy(one)) return verdict::kept;
    const unsigned at = where_.offset(one.at);
    for (const auto& [arrow, fact] : input_.known.arrows) {
      if (!fact.right || fact.right->begin != at ||
          one.text.find("translate_same") == std::string::npos)
        continue;
      say(one, fill(texts::send_copy, {fact.value_type}));
      one.fixits = around(input_, tokens_, *fact.right, "std::move(", ")");
      return verdict::reworded;
    }
    const std::size_t argument = tokens_.starting(at);
    if (argument == no_token || one.types.empty()) return verdict::kept;
    const std::size_t open = input_.shape.parent(argument);
    for (const call_statement& call : input_.found.calls) {
      if (call.block || open == no_token || input_.shape.partner(open) + 1 != call.end) continue;
      return say(one, fill(texts::argument_copy, {input_.view[call.keyword].text,
                                                  type_text(one.types[0], input_.context)}));
    }
    return verdict::kept;
  }

  arrow_fact fact_of(unsigned at) const {
    auto it = input_.known.arrows.find(at);
    return it == input_.known.arrows.end() ? arrow_fact{} : it->second;
  }

  std::vector<message>& messages_;
  const std::vector<message>* notes_ = nullptr;  // of the error that is judged
  const reword_input& input_;
  const token_index tokens_;
  const standing where_;
  std::map<unsigned, arrow_form> forms_;
  std::map<clang::SourceLocation, arrow_form> operands_;  // the token behind an arrow
  std::map<clang::SourceLocation, unsigned> pairs_;  // the `=` of a pair's assignment: its arrow
  std::set<unsigned> reported_;                      // arrows of which an error was given
  std::set<unsigned> strays_;                        // strays likewise
  std::set<unsigned> wrong_strays_;                  // strays that are no C++ either
};

}  // namespace

void reword(std::vector<message>& messages, const reword_input& input) {
  rewriter(messages, input).run();
}

}  // namespace lsub::translate
