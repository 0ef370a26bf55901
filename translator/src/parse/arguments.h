// What go and defer do with arguments: they take copies along, which not every parameter and not
// every argument allows.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "clang/AST/Expr.h"
#include "parse/facts.h"
#include "parse/resolve.h"

namespace lsub::translate {

using range_of = std::function<text_range(const clang::Expr*)>;

// Notes in `fact` the first argument of `call` that cannot be taken along, and whether the call is
// good for nothing but its result. Dependent types are left to the instantiations.
void check_arguments(call_fact& fact, const clang::CallExpr* call, const clang::ASTContext& context,
                     const range_of& range);

// The same for go and defer statements in the instantiations of the templates among `roots`; and
// there, arrows that C++'s own operators on numbers took, and receives that need a zero value.
void check_instantiations(facts& known, clang::ASTContext& context,
                          const std::vector<clang::Decl*>& roots, const places& where,
                          const range_of& range);

}  // namespace lsub::translate
