// Facts: what Clang's types say of the constructs that recognition found, in terms of the source
// text.
//
// Offsets are positions in the source text. Facts hold no Clang object, so they outlive the parse.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "source/source_text.h"

namespace lsub::translate {

enum class side : unsigned char {
  unseen,        // no expression of the tree has this arrow
  error,         // its type is not known because of an error in it
  channel,       // chan<T>
  send_only,     // send_chan<T>
  receive_only,  // recv_chan<T>
  dependent,     // depends on a template parameter
  other,         // anything else: not a channel
};

struct arrow_fact {
  side channel = side::unseen;      // what stands where a channel is wanted
  std::string channel_type;         // its type as the user would write it
  std::string value_type;           // of a send: the value's type, arrays decayed
  std::optional<text_range> left;   // of a binary arrow: the left operand
  std::optional<text_range> right;  // the operand behind the arrow
  std::optional<text_range>
      first;                 // of the right operand: its first operand, which a minus would bind to
  bool loose_left = false;   // the left operand is of a lower precedence than `<`
  std::string no_zero;       // of a receive: the element type, if it has no zero value
  bool binds_value = false;  // of a send: the value is an xvalue of the element's own class type
  bool builtin = false;      // a comparison of C++'s own: it has no effect
  std::string instantiated;  // a type that an instantiation has for the channel and that is none
};

// Why an argument cannot be taken along by go or defer.
enum class argument_fault : unsigned char {
  none,
  reference,  // the parameter wants the caller's object
  copy,       // the argument cannot be copied
};

enum class callee_kind : unsigned char {
  named,   // a function by name: called by that name in the new fiber
  value,   // a function object, a lambda, a pointer: taken along
  method,  // object.name or pointer->name
  member_pointer,  // (object.*pointer) or (pointer->*pointer)
};

// An argument that has a type only where it is passed, and what gives it one.
struct typed_argument {
  text_range place;
  std::string open;
  std::string close;
};

struct call_fact {
  bool is_call = false;
  callee_kind callee = callee_kind::named;
  bool needs_this = false;       // an unqualified member function
  bool through_pointer = false;  // the object is reached by -> or ->*
  text_range callee_text;        // up to the call's parenthesis
  unsigned member = 0;           // where `.`, `->`, `.*` or `->*` stands
  unsigned open = 0, close = 0;  // the call's parentheses
  bool has_arguments = false;
  argument_fault fault = argument_fault::none;
  std::string fault_type;     // the parameter's type, or the argument's if it cannot be copied
  text_range fault_argument;  // the argument
  std::string discards;       // the function, if the call is good for nothing but its result
  std::vector<typed_argument> typed = {};  // `{1, 2}`, `0` for a pointer
};

// A call of a name such as close or send that no overload takes.
struct refused_call {
  std::string name = {};
  std::size_t arguments = 0;
  side first = side::unseen;     // what the first argument is
  std::string first_type = {};   // of the first argument
  std::string second_type = {};  // of the second
  bool names_types = false;      // template arguments are written
  bool reason_known = false;     // lsub::error is declared
  bool of_library = false;       // a function of lsub was found by the name
};

// An assignment between channel types that is not allowed.
struct refused_assignment {
  std::string to;
  std::string from;
};

// What one parse showed. Keys are the arrow's, go's offsets in the file.
struct facts {
  bool has_channels = false;  // the program knows the channel types
  std::map<unsigned, arrow_fact> arrows;
  std::map<unsigned, call_fact> calls;
  std::map<unsigned, refused_call> refused_calls;              // by the call's first byte
  std::map<unsigned, refused_assignment> refused_assignments;  // by the left side's first byte
  std::set<unsigned> plain_words;       // contextual keywords that mean what the program declares
  std::set<unsigned> blocks_with_this;  // `go { … }` that uses the object it stands in
  std::optional<unsigned>
      main_body;  // behind the brace of main's body, if main can start the runtime
};

}  // namespace lsub::translate
