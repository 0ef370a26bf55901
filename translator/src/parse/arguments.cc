#include "parse/arguments.h"

#include <algorithm>
#include <array>
#include <set>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"

namespace lsub::translate {
namespace {

// The parameter of the template that `callee` was made from; of a pack, for each of its arguments.
const clang::ParmVarDecl* pattern_parameter(const clang::FunctionDecl* callee, unsigned index) {
  const clang::FunctionDecl* pattern = callee->getTemplateInstantiationPattern();
  if (pattern == nullptr || pattern->getNumParams() == 0) return nullptr;
  const unsigned last = pattern->getNumParams() - 1;
  return pattern->getParamDecl(std::min(index, last));
}

// `T&&` of a function template: takes the copy as well as the variable.
bool forwards(const clang::FunctionDecl* callee, unsigned index) {
  const clang::ParmVarDecl* parameter = pattern_parameter(callee, index);
  if (parameter == nullptr) return false;
  clang::QualType type = parameter->getType();
  if (const auto* pack = type->getAs<clang::PackExpansionType>()) type = pack->getPattern();
  return type->isRValueReferenceType() &&
         type.getNonReferenceType()->getAs<clang::TemplateTypeParmType>() != nullptr;
}

// Whether the whole type of the parameter, but for the reference, is deduced.
bool deduces(const clang::FunctionDecl* callee, unsigned index) {
  const clang::FunctionDecl* pattern = callee->getTemplateInstantiationPattern();
  if (pattern == nullptr || pattern->getNumParams() == 0) return false;
  clang::QualType type =
      pattern->getParamDecl(std::min(index, pattern->getNumParams() - 1))->getType();
  if (const auto* pack = type->getAs<clang::PackExpansionType>()) type = pack->getPattern();
  return type.getNonReferenceType()->getAs<clang::TemplateTypeParmType>() != nullptr;
}

std::vector<clang::QualType> parameters(const clang::CallExpr* call) {
  std::vector<clang::QualType> types;
  if (const auto* callee = llvm::dyn_cast_or_null<clang::FunctionDecl>(call->getCalleeDecl())) {
    for (unsigned i = 0; i < callee->getNumParams(); ++i) {
      const clang::QualType type = callee->getParamDecl(i)->getType();
      // `const T&` follows what it is given, the copy of an array too.
      const bool follows =
          forwards(callee, i) || (type.getNonReferenceType()->isArrayType() && deduces(callee, i));
      types.push_back(follows ? clang::QualType() : type);
    }
    return types;
  }
  clang::QualType type = call->getCallee()->getType().getNonReferenceType();
  if (type->isPointerType()) type = type->getPointeeType();
  if (const auto* prototype = type->getAs<clang::FunctionProtoType>())
    types.assign(prototype->param_type_begin(), prototype->param_type_end());
  return types;
}

// Whether the parameter wants the caller's own object: `T&`, or a reference to an array, which a
// copy loses.
bool wants_object(clang::QualType parameter) {
  if (parameter.isNull() || parameter->isDependentType() || !parameter->isReferenceType())
    return false;
  const clang::QualType object = parameter.getNonReferenceType();
  return object->isArrayType() ||
         (parameter->isLValueReferenceType() && !object.isConstQualified());
}

const clang::Expr* without_casts(const clang::Expr* e) {
  if (const auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(e))
    e = cast->getSubExprAsWritten();
  return e->IgnoreImplicit();
}

bool is_reference_wrapper(clang::QualType type) {
  const auto* record = type->getAsCXXRecordDecl();
  return record != nullptr && record->getDeclName().isIdentifier() &&
         record->getName() == "reference_wrapper";
}

// A variable of a class that has no usable copy constructor.
bool cannot_be_copied(const clang::Expr* argument) {
  if (!argument->isLValue() || argument->isTypeDependent()) return false;
  const auto* record = argument->getType()->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return false;
  if (record->needsImplicitCopyConstructor() &&
      !record->needsOverloadResolutionForCopyConstructor())
    return record->defaultedCopyConstructorIsDeleted();
  return std::none_of(record->ctor_begin(), record->ctor_end(), [](const auto* made) {
    return made->isCopyConstructor() && !made->isDeleted();
  });
}

// Functions of the dialect whose call has no effect.
std::string pure_function(const clang::CallExpr* call) {
  constexpr std::array pure{"len", "cap", "cerror", "cclosed", "make_chan"};
  const clang::FunctionDecl* callee = call->getDirectCallee();
  if (callee == nullptr || !callee->getDeclName().isIdentifier()) return {};
  const auto* scope =
      llvm::dyn_cast<clang::NamespaceDecl>(callee->getDeclContext()->getRedeclContext());
  if (scope == nullptr || scope->getName() != "lsub") return {};
  const auto* it = std::find(pure.begin(), pure.end(), callee->getName());
  return it == pure.end() ? std::string() : *it;
}

// Looks at the statements' calls in every instantiation.
class instantiation_checker : public clang::DynamicRecursiveASTVisitor {
 public:
  instantiation_checker(facts& known, clang::ASTContext& context, const places& where,
                        const range_of& range)
      : known_(known), context_(context), where_(where), range_(range) {
    ShouldVisitTemplateInstantiations = true;
  }

  bool VisitCallExpr(clang::CallExpr* call) override {
    auto it = where_.calls.find(call->getBeginLoc());
    if (it == where_.calls.end() || inner_.contains(call)) return true;
    // `f(a)(b)` starts where its callee `f(a)` starts, but only the whole is the statement.
    const auto callee = [](const clang::CallExpr* e) {
      return llvm::dyn_cast<clang::CallExpr>(e->getCallee()->IgnoreParenImpCasts());
    };
    for (const auto* inside = callee(call); inside != nullptr; inside = callee(inside))
      inner_.insert(inside);
    call_fact& fact = known_.calls[it->second];
    if (fact.is_call && fact.fault == argument_fault::none)
      check_arguments(fact, call, context_, range_);
    return true;
  }

  bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr* e) override {
    auto it = where_.arrows.find(e->getOperatorLoc());
    if (it == where_.arrows.end() || e->getNumArgs() != 1 || e->isTypeDependent()) return true;
    arrow_fact& fact = known_.arrows[it->second];
    if (fact.no_zero.empty()) fact.no_zero = without_zero(e->getArg(0)->getType(), context_);
    return true;
  }

  bool VisitUnaryOperator(clang::UnaryOperator* e) override {
    note_number(e->getOperatorLoc(), e->getSubExpr());
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator* e) override {
    if (e->getOpcode() == clang::BO_ShlAssign) note_number(e->getOperatorLoc(), e->getLHS());
    return true;
  }

 private:
  // Of what depends on template parameters the instantiations tell the type.
  void note_number(clang::SourceLocation op, const clang::Expr* operand) {
    auto it = where_.arrows.find(op);
    if (it == where_.arrows.end() || operand->isTypeDependent()) return;
    arrow_fact& fact = known_.arrows[it->second];
    if (fact.channel == side::dependent && fact.instantiated.empty())
      fact.instantiated = type_text(operand->IgnoreParenImpCasts()->getType(), context_);
  }

  facts& known_;
  clang::ASTContext& context_;
  const places& where_;
  const range_of& range_;
  std::set<const clang::CallExpr*> inner_;
};

}  // namespace

void check_arguments(call_fact& fact, const clang::CallExpr* call, const clang::ASTContext& context,
                     const range_of& range) {
  fact.discards = pure_function(call);
  const std::vector<clang::QualType> types = parameters(call);
  const unsigned self = llvm::isa<clang::CXXOperatorCallExpr>(call) ? 1 : 0;
  for (unsigned i = self; i < call->getNumArgs(); ++i) {
    const clang::Expr* argument = call->getArg(i);
    if (llvm::isa<clang::CXXDefaultArgExpr>(argument)) continue;
    argument = without_casts(argument);
    const clang::QualType parameter = i - self < types.size() ? types[i - self] : clang::QualType();
    if (wants_object(parameter) && !is_reference_wrapper(argument->getType())) {
      fact.fault = argument_fault::reference;
      fact.fault_type = parameter.getAsString(context.getPrintingPolicy());
    } else if (cannot_be_copied(argument)) {
      fact.fault = argument_fault::copy;
      fact.fault_type = type_text(argument->getType(), context);
    } else {
      continue;
    }
    fact.fault_argument = range(argument);
    return;
  }
}

void check_instantiations(facts& known, clang::ASTContext& context,
                          const std::vector<clang::Decl*>& roots, const places& where,
                          const range_of& range) {
  if (where.calls.empty() && where.arrows.empty()) return;
  instantiation_checker walk(known, context, where, range);
  for (clang::Decl* root : roots) walk.TraverseDecl(root);
}

}  // namespace lsub::translate
