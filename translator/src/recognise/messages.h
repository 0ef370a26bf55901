// Every message of the translator, in one place. docs/language/diagnostics.md explains each of
// them.
//
// %0 and %1 stand for types and names of the program. A name of this file is the message's own; the
// text may change with it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace lsub::translate {

// `text` with its %0, %1 replaced by `words`.
std::string fill(std::string_view text, std::initializer_list<std::string_view> words);

namespace texts {

// Sends and receives.
inline constexpr char send_type[] = "cannot send '%0' on '%1'";
inline constexpr char send_values[] = "cannot send these values on '%0'";
inline constexpr char send_copy[] = "cannot send a copy of '%0'; move it with std::move";
inline constexpr char send_on_receive_only[] = "cannot send on receive-only channel '%0'";
inline constexpr char send_on_other[] = "cannot send on non-channel '%0'";
inline constexpr char send_in_expression[] =
    "a send inside an expression needs parentheses around it";
inline constexpr char receive_from_send_only[] = "cannot receive from send-only channel '%0'";
inline constexpr char receive_from_other[] = "cannot receive from non-channel '%0'";
inline constexpr char receive_zero[] =
    "a receive needs the zero value of '%0', which has no default constructor; use recv(c) or a "
    "range-for";
inline constexpr char receive_incomplete[] = "cannot receive a value of an incomplete type";
inline constexpr char expected_channel[] = "expected a channel after '<-'";
inline constexpr char expected_value[] = "expected a value after '<-'";

// The two-value receive.
inline constexpr char pair_names[] =
    "a two-value receive binds exactly two names; to take a received value apart write (<-c)";
inline constexpr char pair_variables[] = "a two-value receive assigns to exactly two variables";
inline constexpr char pair_assign[] =
    "cannot assign a value received from '%0' and a bool to these variables";
inline constexpr char pair_reference[] =
    "a two-value receive yields values; bind them with auto, not auto&";
inline constexpr char pair_alone[] = "a two-value receive takes a channel and nothing else";

// Channel types and the functions of channels.
inline constexpr char assign_channel[] = "cannot assign '%0' to '%1'";
inline constexpr char element_left_out[] = "write the channel's element type, as in chan<int>";
inline constexpr char make_left_out[] =
    "write the element type of the new channel, as in make_chan<int>(3)";
inline constexpr char receive_only_type[] = "a receive-only channel type is written recv_chan<%0>";
inline constexpr char send_only_type[] = "a send-only channel type is written send_chan<%0>";
inline constexpr char function_channel[] = "%0 needs a channel";
inline constexpr char function_not_channel[] = "%0 needs a channel, not '%1'";
inline constexpr char function_arguments[] = "too many arguments to %0";
inline constexpr char cannot_call[] =
    "go cannot call '%0' with these arguments, which it passes as copies; std::ref passes a "
    "reference";
inline constexpr char no_member[] = "a channel has no member '%0'; write %1";
inline constexpr char not_constructed[] =
    "a channel is made with make_chan, as in make_chan<int>(3), not by a constructor";
inline constexpr char capacity[] = "make_chan takes the channel's capacity, and nothing else";
inline constexpr char duration[] = "%0 needs a duration, as in std::chrono::milliseconds(10)";
inline constexpr char needs_header[] = "%0 needs #include <lsub/%1>";
inline constexpr char close_error[] = "cannot use '%0' as a closing error";

// select and doselect.
inline constexpr char case_communication[] = "select case must be a send or a receive";
inline constexpr char case_single[] = "a select case makes exactly one communication";
inline constexpr char case_colon[] = "expected ':' after the select case";
inline constexpr char case_outside[] = "a send or receive as a case belongs in a select";
inline constexpr char case_in_switch[] =
    "a send or receive cannot be a case of a switch; use a select";
inline constexpr char case_falls[] = "a select case does not fall through to the next";
inline constexpr char two_defaults[] = "multiple defaults in one select";
inline constexpr char before_case[] = "statement before the first case of a select";
inline constexpr char policy_unknown[] =
    "unknown select policy '%0'; the policies are <> and <ordered>";
inline constexpr char policy_open[] = "expected '>' after the select policy";
inline constexpr char policy_brackets[] = "a select policy stands in angle brackets: <%0>";
inline constexpr char select_header[] = "select takes no header; doselect does";
inline constexpr char select_brace[] = "expected '{' with the cases of the %0";
inline constexpr char not_closed[] = "the '{' of this %0 is not closed";
inline constexpr char doselect_range[] = "doselect does not take a range; loop over it in a for";
inline constexpr char doselect_header[] =
    "the header of a doselect is a condition, or like that of a for";

// go and defer.
inline constexpr char must_be_call[] = "expression in %0 must be a function call";
inline constexpr char needs_call[] = "expected a call or a block after '%0'";
inline constexpr char needs_reference[] =
    "%0 copies its arguments; pass std::ref for the parameter of type '%1'";
inline constexpr char argument_copy[] =
    "%0 cannot copy an argument of type '%1'; move it with std::move";
inline constexpr char block_copy[] =
    "go cannot copy a variable that its block uses; move it: go [v = std::move(v)] { … }();";
inline constexpr char block_coroutine[] = "a %0 block cannot be a coroutine";

// Jumps.
inline constexpr char jump_no_label[] = "'%0 %1': no enclosing loop or select is labelled '%1'";
inline constexpr char jump_no_loop[] = "'continue %0': '%0' labels no loop";

inline constexpr char in_macro[] = "%0 in the body of a macro is not supported";

inline constexpr char negated[] = "a channel cannot be negated; <- receives from it";

// Last resort for what Clang reports of an encoding and nobody foresaw.
inline constexpr char invalid_use[] = "a channel or a value received cannot be used like this";

// Warnings; the name behind which each is switched is in warnings.h.
inline constexpr char unused_comparison[] =
    "this compares and the result is unused; '%0' is not a channel, so nothing is sent";
inline constexpr char busy_loop[] =
    "a doselect with nothing but a default never waits: a busy loop";
inline constexpr char discarded_result[] = "%0 discards the result of %1";

}  // namespace texts
}  // namespace lsub::translate
