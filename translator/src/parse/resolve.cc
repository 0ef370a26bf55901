#include "parse/resolve.h"

#include <algorithm>

#include "clang/AST/ASTContext.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/QualTypeNames.h"
#include "parse/arguments.h"

namespace lsub::translate {
namespace {

// Without the implicit nodes that Clang puts around what the user wrote.
const clang::Expr* written(const clang::Expr* e) {
  return e->IgnoreImplicit();
}

class collector : public clang::DynamicRecursiveASTVisitor {
 public:
  collector(clang::ASTContext& context, const places& where) : context_(context), where_(where) {}

  facts take(const std::vector<clang::Decl*>& roots) {
    check_instantiations(found_, context_, roots, where_,
                         [this](const clang::Expr* one) { return range(one); });
    const clang::NamedDecl* chan = find({"lsub", "chan"});
    const auto* defined = llvm::dyn_cast_or_null<clang::ClassTemplateDecl>(chan);
    found_.has_channels = defined != nullptr && defined->getTemplatedDecl()->hasDefinition();
    return std::move(found_);
  }

  // Names of the visitor's interface.

  bool VisitUnaryOperator(clang::UnaryOperator* e) override {
    if (auto it = where_.arrows.find(e->getOperatorLoc()); it != where_.arrows.end())
      note_receive(it->second, e->getSubExpr());
    return true;
  }

  bool VisitBinaryOperator(clang::BinaryOperator* e) override {
    note_binary(e->getOperatorLoc(), e->getLHS(), e->getRHS());
    if (auto it = where_.arrows.find(e->getOperatorLoc()); it != where_.arrows.end())
      found_.arrows[it->second].builtin = true;
    return true;
  }

  bool VisitCXXOperatorCallExpr(clang::CXXOperatorCallExpr* e) override {
    if (e->getNumArgs() == 2) {
      note_binary(e->getOperatorLoc(), e->getArg(0), e->getArg(1));
    } else if (auto it = where_.arrows.find(e->getOperatorLoc());
               e->getNumArgs() == 1 && it != where_.arrows.end()) {
      note_receive(it->second, e->getArg(0));
    }
    return true;
  }

  // An operator that Clang rejected: its operands are kept, the operator's place is not.
  bool VisitRecoveryExpr(clang::RecoveryExpr* e) override {
    auto operands = e->subExpressions();
    note_refused(e);
    if (operands.size() == 1) {
      if (auto it = where_.arrows.find(e->getBeginLoc()); it != where_.arrows.end())
        note_receive(it->second, operands[0]);
    } else if (operands.size() == 2) {
      clang::SourceLocation right = operands[1]->getBeginLoc();
      for (const auto* known : {&where_.operands, &where_.minuses}) {
        if (auto it = known->find(right); it != known->end())
          note_sides(it->second, operands[0], operands[1]);
      }
    }
    return true;
  }

  bool VisitStmt(clang::Stmt* statement) override {
    const auto* e = llvm::dyn_cast<clang::Expr>(statement);
    if (e == nullptr) return true;
    if (auto it = where_.words.find(e->getBeginLoc()); it != where_.words.end())
      note_word(it->second, e);
    auto it = where_.calls.find(e->getBeginLoc());
    // The walk is pre-order: the first expression to start there is the whole statement.
    if (it != where_.calls.end() && !found_.calls.contains(it->second))
      note_call(found_.calls[it->second], written(e));
    return true;
  }

  bool VisitLambdaExpr(clang::LambdaExpr* e) override {
    auto it = where_.blocks.find(e->getBeginLoc());
    if (it == where_.blocks.end()) return true;
    for (const clang::LambdaCapture& capture : e->captures())
      if (capture.capturesThis()) found_.blocks_with_this.insert(it->second);
    return true;
  }

  bool VisitFunctionDecl(clang::FunctionDecl* function) override {
    if (!function->isMain() || !function->hasBody() || !can_start_runtime()) return true;
    const clang::Stmt* body = function->getBody();
    if (const auto* guarded = llvm::dyn_cast_or_null<clang::CXXTryStmt>(body))
      body = guarded->getTryBlock();
    if (const auto* block = llvm::dyn_cast_or_null<clang::CompoundStmt>(body);
        block != nullptr && where_.text.contains(block->getLBracLoc()))
      found_.main_body = where_.text.text(block->getLBracLoc()).end;
    return true;
  }

  bool VisitTypeLoc(clang::TypeLoc type) override {
    if (auto it = where_.words.find(type.getBeginLoc()); it != where_.words.end())
      found_.plain_words.insert(it->second);
    return true;
  }

 private:
  // The library's own functions of such a name give way to the dialect.
  void note_word(unsigned at, const clang::Expr* e) {
    const auto own = [](const clang::Decl* one) {
      const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(one->getDeclContext());
      return space != nullptr && space->getDeclName().isIdentifier() && space->getName() == "lsub";
    };
    bool declared = false;
    if (const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(e)) declared = !own(name->getDecl());
    if (llvm::isa<clang::MemberExpr, clang::UnresolvedMemberExpr>(e)) declared = true;
    if (const auto* names = llvm::dyn_cast<clang::UnresolvedLookupExpr>(e))
      for (const clang::NamedDecl* one : names->decls()) declared |= !own(one);
    if (declared) found_.plain_words.insert(at);
  }

  unsigned offset(clang::SourceLocation at) const { return where_.text.position(at); }

  text_range range(const clang::Expr* e) const { return where_.text.text(e->getSourceRange()); }

  side expression_side(const clang::Expr* e) const {
    side known = channel_side(e->getType());
    if (known != side::dependent) return known;
    return e->containsErrors() ? side::error : side::dependent;
  }

  void note_receive(unsigned at, const clang::Expr* operand) {
    operand = written(operand);
    arrow_fact& fact = found_.arrows[at];
    fact.channel = expression_side(operand);
    fact.channel_type = type_text(operand->getType(), context_);
    fact.right = range(operand);
    fact.no_zero = without_zero(operand->getType(), context_);
  }

  // What the dialect's functions and channel assignments were given when Clang refused it.
  void note_refused(const clang::RecoveryExpr* e) {
    auto parts = e->subExpressions();
    if (parts.empty()) return;
    if (const auto* name = llvm::dyn_cast<clang::UnresolvedLookupExpr>(parts[0])) {
      refused_call call{.name = name->getName().getAsString(), .arguments = parts.size() - 1};
      call.names_types = name->hasExplicitTemplateArgs();
      call.reason_known = find({"lsub", "error"}) != nullptr;
      call.of_library = std::any_of(name->decls_begin(), name->decls_end(), is_of_library);
      if (call.arguments > 0) {
        call.first = expression_side(parts[1]);
        call.first_type = type_text(written(parts[1])->getType(), context_);
      }
      if (call.arguments > 1) call.second_type = type_text(written(parts[2])->getType(), context_);
      found_.refused_calls[offset(e->getBeginLoc())] = call;
    } else if (parts.size() == 2 && expression_side(parts[0]) != side::other &&
               expression_side(parts[1]) != side::other) {
      const bool fixed = parts[0]->getType().isConstQualified();
      found_.refused_assignments[offset(e->getBeginLoc())] = {
          (fixed ? "const " : "") + type_text(parts[0]->getType(), context_),
          type_text(written(parts[1])->getType(), context_)};
    }
  }

  void note_binary(clang::SourceLocation op, const clang::Expr* left, const clang::Expr* right) {
    if (auto it = where_.arrows.find(op); it != where_.arrows.end())
      note_sides(it->second, left, right);
  }

  void note_sides(unsigned at, const clang::Expr* left, const clang::Expr* right) {
    arrow_fact& fact = found_.arrows[at];
    left = written(left);
    fact.channel = expression_side(left);
    fact.channel_type = type_text(left->getType(), context_);
    if (!llvm::isa<clang::InitListExpr>(written(right)))
      fact.value_type = type_text(written(right)->getType(), context_);
    fact.left = range(left);
    fact.right = range(right);
    fact.first = range(first_operand(right));
    fact.loose_left = is_loose(left);
    fact.binds_value = moves_element(right);
  }

  // The operators of `e` if it is a binary expression, by their kinds before and after overload
  // resolution.
  static std::optional<std::pair<clang::BinaryOperatorKind, const clang::Expr*>> as_binary(
      const clang::Expr* e) {
    if (const auto* builtin = llvm::dyn_cast<clang::BinaryOperator>(e))
      return {{builtin->getOpcode(), builtin->getLHS()}};
    const auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(e);
    if (call == nullptr || !call->isInfixBinaryOp()) return std::nullopt;
    return {{clang::BinaryOperator::getOverloadedOpcode(call->getOperator()), call->getArg(0)}};
  }

  static const clang::Expr* first_operand(const clang::Expr* e) {
    for (e = written(e);;) {
      if (auto binary = as_binary(e))
        e = written(binary->second);
      else if (const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(e))
        e = written(choice->getCond());
      else
        return e;
    }
  }

  static bool is_loose(const clang::Expr* e) {
    if (llvm::isa<clang::ConditionalOperator>(e)) return true;
    auto binary = as_binary(e);
    return binary && binary->first > clang::BO_Shr;
  }

  // Whether the value is handed over by a move from an object that outlives the expression.
  static bool moves_element(const clang::Expr* value) {
    while (true) {
      if (const auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(value))
        value = cast->getSubExpr();
      else if (const auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(value))
        value = bound->getSubExpr();
      else if (const auto* kept = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(value))
        value = kept->getSubExpr();
      else
        break;
    }
    const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(value);
    return made != nullptr && made->getConstructor()->isMoveConstructor() &&
           made->getNumArgs() >= 1 && made->getArg(0)->isXValue() &&
           written(made->getArg(0))->isXValue();
  }

  void note_call(call_fact& fact, const clang::Expr* e) {
    fact.is_call = e->containsErrors();  // Clang has said what is wrong with it
    const auto* call = llvm::dyn_cast<clang::CallExpr>(e);
    if (call == nullptr ||
        (llvm::isa<clang::CXXOperatorCallExpr>(call) &&
         llvm::cast<clang::CXXOperatorCallExpr>(call)->getOperator() != clang::OO_Call))
      return;
    fact.is_call = true;
    if (llvm::isa<clang::CXXOperatorCallExpr>(call)) {
      fact.callee = callee_kind::value;
    } else {
      note_callee(fact, call->getCallee()->IgnoreParenImpCasts());
    }
    check_arguments(fact, call, context_, [this](const clang::Expr* one) { return range(one); });
    note_untyped(fact, call);
  }

  // The new fiber gets copies, made before the call is: what takes its type from the parameter gets
  // it written down.
  void note_untyped(call_fact& fact, const clang::CallExpr* call) {
    const auto* callee = llvm::dyn_cast_or_null<clang::FunctionDecl>(call->getCalleeDecl());
    if (callee == nullptr) return;
    const unsigned self = llvm::isa<clang::CXXOperatorCallExpr>(call) ? 1 : 0;
    for (unsigned i = self; i < call->getNumArgs() && i - self < callee->getNumParams(); ++i) {
      const clang::Expr* argument = call->getArg(i);
      if (llvm::isa<clang::CXXDefaultArgExpr>(argument)) continue;
      const auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(argument);
      if (cast != nullptr && cast->getCastKind() == clang::CK_NullToPointer) {
        if (!written(argument)->getType()->isNullPtrType())
          fact.typed.push_back({range(argument), "static_cast<decltype(nullptr)>(", ")"});
        continue;
      }
      argument = written(argument);
      const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(argument);
      const bool braced = llvm::isa<clang::InitListExpr>(argument) ||
                          (made != nullptr && made->isListInitialization() &&
                           !llvm::isa<clang::CXXTemporaryObjectExpr>(made));
      const clang::QualType type =
          callee->getParamDecl(i - self)->getType().getNonReferenceType().getUnqualifiedType();
      if (braced && !type->isDependentType())
        fact.typed.push_back({range(argument),
                              clang::TypeName::getFullyQualifiedName(
                                  type, context_, context_.getPrintingPolicy(), true),
                              ""});
    }
  }

  void note_callee(call_fact& fact, const clang::Expr* callee) {
    auto method = [&](bool implicit, bool arrow, clang::SourceLocation op) {
      fact.callee = implicit ? callee_kind::named : callee_kind::method;
      fact.needs_this = implicit;
      fact.through_pointer = arrow;
      if (!implicit) fact.member = offset(op);
    };
    if (const auto* member = llvm::dyn_cast<clang::MemberExpr>(callee)) {
      // A member of function-object or pointer type is a value like any other.
      if (!llvm::isa<clang::CXXMethodDecl>(member->getMemberDecl()))
        fact.callee = callee_kind::value;
      else
        method(member->isImplicitAccess(), member->isArrow(), member->getOperatorLoc());
    } else if (const auto* overloaded = llvm::dyn_cast<clang::UnresolvedMemberExpr>(callee)) {
      method(overloaded->isImplicitAccess(), overloaded->isArrow(), overloaded->getOperatorLoc());
    } else if (const auto* late = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(callee)) {
      method(late->isImplicitAccess(), late->isArrow(), late->getOperatorLoc());
    } else if (const auto* name = llvm::dyn_cast<clang::DeclRefExpr>(callee)) {
      fact.callee =
          llvm::isa<clang::FunctionDecl>(name->getDecl()) ? callee_kind::named : callee_kind::value;
    } else if (llvm::isa<clang::OverloadExpr>(callee) ||
               llvm::isa<clang::DependentScopeDeclRefExpr>(callee)) {
      fact.callee = callee_kind::named;
    } else {
      fact.callee = callee_kind::value;
      const auto* pair = llvm::dyn_cast<clang::BinaryOperator>(callee);
      if (pair == nullptr || !pair->isPtrMemOp()) return;
      fact.callee = callee_kind::member_pointer;
      fact.through_pointer = pair->getOpcode() == clang::BO_PtrMemI;
      fact.member = offset(pair->getOperatorLoc());
    }
  }

  // What is declared under this qualified name; null if nothing is.
  const clang::NamedDecl* find(std::initializer_list<const char*> path) const {
    const clang::DeclContext* scope = context_.getTranslationUnitDecl();
    const clang::NamedDecl* last = nullptr;
    for (const char* name : path) {
      if (scope == nullptr) return nullptr;
      auto found = scope->lookup(&context_.Idents.get(name));
      if (found.empty()) return nullptr;
      last = found.front();
      scope = llvm::dyn_cast<clang::NamespaceDecl>(last);
    }
    return last;
  }

  bool can_start_runtime() const { return find({"lsub", "detail", "main_fiber"}) != nullptr; }

  clang::ASTContext& context_;
  const places& where_;
  facts found_;
};

}  // namespace

facts resolve(clang::ASTContext& context, const std::vector<clang::Decl*>& roots,
              const places& where) {
  collector walk(context, where);
  for (clang::Decl* root : roots) walk.TraverseDecl(root);
  return walk.take(roots);
}

}  // namespace lsub::translate
