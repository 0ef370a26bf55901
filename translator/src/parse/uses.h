// Errors of Clang about channels and library functions that no construct of the dialect stands in,
// and what its notes tell about those that do.
#pragma once

#include <string>
#include <vector>

#include "parse/diagnostics.h"
#include "parse/facts.h"

namespace clang {
class ASTContext;
}

namespace lsub::translate {

// What is wrong with a member, a constructor or a name of the library; empty if it is none of them.
std::string complaint(const message& error, const std::vector<message>& notes,
                      clang::ASTContext& context);

// Takes from the notes of an error about a send which types an instantiation has there.
void complete(arrow_fact& fact, const std::vector<message>& notes,
              const clang::ASTContext& context);

// Gives types of the prelude the names that the user knows them by, and a lambda no operator.
void show_plain_types(message& one);

}  // namespace lsub::translate
