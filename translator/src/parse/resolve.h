// Resolve: one walk over the parsed file that turns Clang's types into facts about the recognised
// constructs.
#pragma once

#include <map>
#include <vector>

#include "clang/AST/Decl.h"
#include "clang/AST/Type.h"
#include "clang/Basic/SourceLocation.h"
#include "parse/facts.h"
#include "parse/layout.h"

namespace lsub::translate {

// Where the recognised constructs stand in this parse; values are positions in its text.
struct places {
  const layout& text;
  std::map<clang::SourceLocation, unsigned> arrows =
      {};  // the `<`, where an encoded operator stands
  std::map<clang::SourceLocation, unsigned> minuses = {};   // the `-` of an arrow left as it is
  std::map<clang::SourceLocation, unsigned> operands = {};  // the token behind an encoded arrow
  std::map<clang::SourceLocation, unsigned> blocks =
      {};  // the word of `go { … }` and `defer { … }`
  std::map<clang::SourceLocation, unsigned> calls = {};  // the first token of a go statement's call
  std::map<clang::SourceLocation, unsigned> words = {};  // contextual keywords that may name types
};

// Walks `roots` and collects the facts. Templates are seen once, as written.
facts resolve(clang::ASTContext& context, const std::vector<clang::Decl*>& roots,
              const places& where);

// Whether it is declared in namespace lsub.
bool is_of_library(const clang::NamedDecl* declaration);

// What kind of channel `type` is.
side channel_side(clang::QualType type);

// The type of what a dispatch's encoding wrapped; any other type as it is.
clang::QualType unwrapped(clang::QualType type);

// `type` as the user would write it: without the namespace lsub, arrays as pointers.
std::string type_text(clang::QualType type, const clang::ASTContext& context);

// The type of a channel's elements if it is a class that cannot be made from nothing; else empty.
std::string without_zero(clang::QualType type, const clang::ASTContext& context);

}  // namespace lsub::translate
