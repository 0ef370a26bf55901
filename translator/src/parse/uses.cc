#include "parse/uses.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/DiagnosticSema.h"
#include "parse/resolve.h"
#include "recognise/messages.h"

namespace lsub::translate {
namespace {

namespace diag = clang::diag;
using std::string_view;

// The part of `text` between `before` and the next `behind`; empty if there is none.
string_view between(string_view text, string_view before, string_view behind) {
  const std::size_t from = text.find(before);
  if (from == string_view::npos) return {};
  text.remove_prefix(from + before.size());
  const std::size_t end = text.find(behind);
  return end == string_view::npos ? string_view() : text.substr(0, end);
}

struct advice {
  string_view name;
  string_view instead;
};

// What other languages and libraries call the operations of a channel.
constexpr std::array members{
    advice{"close", "close(c)"},
    advice{"send", "c <- v"},
    advice{"push", "c <- v"},
    advice{"put", "c <- v"},
    advice{"write", "c <- v"},
    advice{"recv", "<-c"},
    advice{"receive", "<-c"},
    advice{"get", "<-c"},
    advice{"pop", "<-c"},
    advice{"read", "<-c"},
    advice{"size", "len(c)"},
    advice{"len", "len(c)"},
    advice{"length", "len(c)"},
    advice{"cap", "cap(c)"},
    advice{"capacity", "cap(c)"},
    advice{"closed", "cclosed(c)"},
    advice{"is_closed", "cclosed(c)"},
    advice{"cclosed", "cclosed(c)"},
    advice{"error", "cerror(c)"},
    advice{"cerror", "cerror(c)"},
    advice{"empty", "len(c) == 0"},
    advice{"try_send", "try_send(c, v)"},
    advice{"try_recv", "try_recv(c)"},
};

// Names of the library, by the header that declares them.
constexpr std::array headers{
    advice{"cerror", "error.h"}, advice{"error", "error.h"},       advice{"sleep", "time.h"},
    advice{"after", "time.h"},   advice{"tick", "time.h"},         advice{"wait_group", "sync.h"},
    advice{"mutex", "sync.h"},   advice{"blocking", "blocking.h"},
};

template <class List>
string_view find(const List& list, string_view name) {
  const auto* it =
      std::find_if(list.begin(), list.end(), [&](const advice& one) { return one.name == name; });
  return it == list.end() ? string_view() : it->instead;
}

bool names_channel(string_view text) {
  return text.starts_with("lsub::chan<") || text.starts_with("lsub::send_chan<") ||
         text.starts_with("lsub::recv_chan<");
}

std::string member_complaint(string_view text) {
  const string_view name = between(text, "no member named '", "'");
  const string_view instead = find(members, name);
  if (instead.empty() || !names_channel(between(text, " in '", "'"))) return {};
  return fill(texts::no_member, {name, instead});
}

// A name of a header that is not included. Without namespace lsub before it, it has to be one that
// a program hardly uses for something of its own.
std::string header_complaint(string_view text, clang::ASTContext& context) {
  string_view name;
  for (const string_view start : {"no member named '", "no type named '", "no template named '"})
    if (text.starts_with(start)) name = between(text, start, "' in namespace 'lsub'");
  const bool qualified = !name.empty();
  for (const string_view start : {"use of undeclared identifier '", "unknown type name '"})
    if (name.empty() && text.starts_with(start)) name = between(text, start, "'");
  const string_view header = find(headers, name);
  if (header.empty() || (!qualified && (name == "error" || name == "mutex"))) return {};
  auto space = context.getTranslationUnitDecl()->lookup(&context.Idents.get("lsub"));
  const auto* lsub = space.empty() ? nullptr : llvm::dyn_cast<clang::NamespaceDecl>(space.front());
  if (lsub == nullptr ||
      !lsub->lookup(&context.Idents.get(llvm::StringRef(name.data(), name.size()))).empty())
    return {};
  return fill(texts::needs_header, {name, header});
}

// `chan<int> c(3)`; what a channel of another direction does there is another matter.
bool constructs_channel(const message& error, const std::vector<message>& notes) {
  if (error.id != diag::err_ovl_no_viable_function_in_init || error.types.empty() ||
      channel_side(error.types[0]) == side::other)
    return false;
  return std::none_of(notes.begin(), notes.end(), [](const message& note) {
    return note.id == diag::note_ovl_candidate_bad_conv && !note.types.empty() &&
           channel_side(note.types[0]) != side::other;
  });
}

}  // namespace

std::string complaint(const message& error, const std::vector<message>& notes,
                      clang::ASTContext& context) {
  if (constructs_channel(error, notes)) return texts::not_constructed;
  std::string text = member_complaint(error.text);
  return text.empty() ? header_complaint(error.text, context) : text;
}

void complete(arrow_fact& fact, const std::vector<message>& notes,
              const clang::ASTContext& context) {
  std::string kind, element, value;
  bool instantiated = false, refused = false;
  for (const message& note : notes) {
    const string_view text = note.text;
    instantiated = instantiated || text.starts_with("in instantiation of");
    // A dispatch's value that has no minus: the channel's type is known as it is written.
    if (text.find("[with _Left = ") != string_view::npos) fact.channel = side::other;
    const string_view against = between(text, "against 'lsub::", "'");
    if (text.starts_with("candidate template ignored: could not match") && !against.empty())
      kind = against;
    const bool conversion = note.id == diag::note_ovl_candidate_bad_conv;
    refused = text.find("constraints not satisfied") != string_view::npos;
    if (!conversion && !refused) continue;
    if (refused) kind = "recv_chan";
    const std::size_t from = text.find("[with _Tp = ");
    if (from != string_view::npos && text.find(']', from) != string_view::npos)
      element = text.substr(from + 12, text.find(refused ? "]" : "] not viable", from) - from - 12);
    if (conversion && !note.types.empty()) value = type_text(note.types[0], context);
  }
  if (!instantiated || kind.empty() || element.empty()) return;
  fact.channel = kind == "chan"        ? side::channel
                 : kind == "send_chan" ? side::send_only
                                       : side::receive_only;
  fact.channel_type = kind + "<" + element + ">";
  if (!value.empty()) fact.value_type = value;
}

// 'typename detail::translate_same<char>::__type' (aka 'char')
void show_plain_types(message& one) {
  std::erase_if(one.fixits, [](const clang::FixItHint& fix) {
    return fix.CodeToInsert.find("__type") != std::string::npos;
  });
  constexpr string_view call = "(lambda)::operator()";
  for (std::size_t at; (at = one.text.find(call)) != std::string::npos;)
    one.text.replace(at, call.size(), "(lambda)");
  for (std::size_t at; (at = one.text.find("translate_same<")) != std::string::npos;) {
    const std::size_t begin = one.text.rfind('\'', at);
    const std::size_t aka = one.text.find("' (aka '", at);
    const std::size_t end = aka == std::string::npos ? aka : one.text.find("')", aka);
    if (begin == std::string::npos || end == std::string::npos) return;
    one.text.replace(begin, end + 2 - begin, one.text.substr(aka + 7, end + 1 - aka - 7));
    one.fixits.clear();
  }
}

}  // namespace lsub::translate
