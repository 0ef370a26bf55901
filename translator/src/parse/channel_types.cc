// Which types are channels, and how they read in a message.
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "parse/resolve.h"

namespace lsub::translate {
namespace {

side named_side(const clang::NamedDecl* declaration) {
  if (declaration == nullptr || !declaration->getDeclName().isIdentifier()) return side::other;
  if (!is_of_library(declaration)) return side::other;
  if (declaration->getName() == "chan") return side::channel;
  if (declaration->getName() == "send_chan") return side::send_only;
  if (declaration->getName() == "recv_chan") return side::receive_only;
  return side::other;
}

side class_side(const clang::CXXRecordDecl* declaration) {
  if (side own = named_side(declaration); own != side::other) return own;
  const clang::CXXRecordDecl* definition = declaration->getDefinition();
  if (definition == nullptr) return side::other;
  for (const clang::CXXBaseSpecifier& base : definition->bases()) {
    if (side inherited = channel_side(base.getType());
        inherited != side::other && inherited != side::dependent)
      return inherited;
  }
  return side::other;
}

}  // namespace

bool is_of_library(const clang::NamedDecl* declaration) {
  const auto* scope =
      llvm::dyn_cast<clang::NamespaceDecl>(declaration->getDeclContext()->getRedeclContext());
  return scope != nullptr && scope->getName() == "lsub";
}

side channel_side(clang::QualType type) {
  if (type.isNull()) return side::error;
  type = type.getNonReferenceType().getCanonicalType();
  if (const auto* record = type->getAsCXXRecordDecl();
      record != nullptr && !type->isDependentType())
    return class_side(record);
  if (const auto* written = type->getAs<clang::TemplateSpecializationType>()) {
    if (side known = named_side(written->getTemplateName().getAsTemplateDecl());
        known != side::other)
      return known;
  }
  if (const auto* record = type->getAsCXXRecordDecl()) {
    if (side known = class_side(record); known != side::other) return known;
  }
  return type->isDependentType() ? side::dependent : side::other;
}

clang::QualType unwrapped(clang::QualType type) {
  const auto* record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.isNull() ? nullptr : type->getAsCXXRecordDecl());
  return record != nullptr && record->getName() == "translate_left"
             ? record->getTemplateArgs()[0].getAsType()
             : type;
}

std::string type_text(clang::QualType type, const clang::ASTContext& context) {
  if (type->isArrayType()) type = context.getArrayDecayedType(type);
  std::string text =
      type.getNonReferenceType().getUnqualifiedType().getAsString(context.getPrintingPolicy());
  for (std::size_t at; (at = text.find("lsub::")) != std::string::npos;) text.erase(at, 6);
  return text;
}

std::string without_zero(clang::QualType type, const clang::ASTContext& context) {
  const auto* channel = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.getNonReferenceType()->getAsCXXRecordDecl());
  if (channel == nullptr || channel->getTemplateArgs().size() == 0 ||
      channel->getTemplateArgs()[0].getKind() != clang::TemplateArgument::Type)
    return {};
  const clang::QualType element = channel->getTemplateArgs()[0].getAsType();
  const auto* record = element->getAsCXXRecordDecl();
  if (record == nullptr || !record->hasDefinition()) return {};
  bool deleted = false;
  for (const clang::CXXConstructorDecl* made : record->ctors())
    deleted = deleted || (made->isDefaultConstructor() && made->isDeleted());
  return record->hasDefaultConstructor() && !deleted ? std::string() : type_text(element, context);
}

}  // namespace lsub::translate
