// The only file that drives Clang's preprocessor and parser by hand.
//
// The order of construction matters: the parser installs the pragma handlers, so it comes before
// the main file is entered; the whole file is lexed before the first declaration is parsed, so that
// every macro is expanded once and each token keeps its place.
#include "parse/round.h"

#include <algorithm>

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Parse/Parser.h"
#include "clang/Sema/EnterExpressionEvaluationContext.h"
#include "clang/Sema/Sema.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "parse/diagnostics.h"
#include "parse/prelude.h"
#include "parse/resolve.h"
#include "parse/reword.h"
#include "recognise/encoding.h"

namespace lsub::translate {
namespace {

// Bodies of functions in system and library headers say nothing about the dialect file.
class body_skipper : public clang::ASTConsumer {
 public:
  explicit body_skipper(clang::SourceManager& sources) : sources_(sources) {}
  bool shouldSkipFunctionBody(clang::Decl* function) override {
    return !sources_.isWrittenInMainFile(sources_.getFileLoc(function->getLocation()));
  }

 private:
  clang::SourceManager& sources_;
};

token_kind kind_of(const clang::Token& t) {
  if (t.isAnyIdentifier()) return token_kind::identifier;
  if (t.isLiteral()) return token_kind::literal;
  if (clang::tok::getKeywordSpelling(t.getKind()) != nullptr) return token_kind::keyword;
  return token_kind::punctuator;
}

class round_action : public clang::ASTFrontendAction {
 public:
  round_action(round_result& result, message_log& log, const round_input& input,
               const decisions& known)
      : result_(result), log_(log), input_(input), known_(known) {}

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef) override {
    return std::make_unique<body_skipper>(compiler.getSourceManager());
  }

  void ExecuteAction() override {
    clang::CompilerInstance& compiler = getCompilerInstance();
    if (!compiler.hasSema()) compiler.createSema(getTranslationUnitKind(), nullptr);
    clang::Sema& sema = compiler.getSema();
    preprocessor_ = &compiler.getPreprocessor();
    sources_ = &compiler.getSourceManager();
    clang::Parser parser(*preprocessor_, sema, /*SkipFunctionBodies=*/true);
    preprocessor_->setPredefines(preprocessor_->getPredefines() + prelude);
    // Sema looks at comments while they are lexed and, to warn of one (`//< text`), asks where it is.
    sema.CurContext = sema.getASTContext().getTranslationUnitDecl();
    lex();
    sema.CurContext = nullptr;
    make_view();
    result_.shape = std::make_unique<structure>(result_.view);
    result_.found = recognise(result_.view, *result_.shape, known_);
    if (!worth_parsing()) return;
    result_.parsed = true;
    inject();
    std::vector<clang::Decl*> roots = parse(parser, sema);
    places where = place();
    result_.known = resolve(sema.getASTContext(), roots, where);
    finish_messages(where, compiler.getDiagnostics());
  }

 private:
  void lex() {
    preprocessor_->EnterMainSourceFile();
    clang::Token t;
    do {
      preprocessor_->Lex(t);
      tokens_.push_back(t);
    } while (t.isNot(clang::tok::eof));
    for (auto it = sources_->fileinfo_begin(); it != sources_->fileinfo_end(); ++it)
      result_.files.push_back(it->first.getName().str());
    std::sort(result_.files.begin(), result_.files.end());
  }

  void make_view() {
    const clang::FileID main = sources_->getMainFileID();
    result_.text = sources_->getBufferData(main).str();
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      const clang::Token& t = tokens_[at];
      if (t.isAnnotation() || t.is(clang::tok::eof)) continue;
      const clang::SourceLocation place = sources_->getFileLoc(t.getLocation());
      const auto [file, offset] = sources_->getDecomposedLoc(place);
      if (file != main) continue;
      token one{.kind = kind_of(t), .offset = offset, .source = at};
      one.in_macro = t.getLocation().isMacroID();
      one.spelled = !one.in_macro || sources_->getSpellingLoc(t.getLocation()) == place;
      if (one.spelled) {
        one.stop = offset + t.getLength();
        one.text = std::string_view(result_.text).substr(offset, t.getLength());
      } else {
        const clang::SourceLocation last = sources_->getExpansionRange(t.getLocation()).getEnd();
        one.stop = sources_->getFileOffset(last) +
                   clang::Lexer::MeasureTokenLength(last, *sources_, preprocessor_->getLangOpts());
        one.text = result_.spellings.emplace_back(preprocessor_->getSpelling(t));
      }
      result_.view.push_back(one);
    }
  }

  // Whether there is anything of the dialect in the file: a construct, or the library, whose misuse is
  // to be reported in the dialect's words and whose `main` is the first fiber.
  bool worth_parsing() const {
    auto& names = preprocessor_->getIdentifierTable();
    return !result_.found.empty() || !result_.found.problems.empty() ||
           names.find("main_fiber") != names.end();
  }

  clang::Token synthetic(const clang::Token& place, std::string_view spelling) const {
    static const std::map<std::string_view, clang::tok::TokenKind> punctuators{
        {"(", clang::tok::l_paren},        {")", clang::tok::r_paren},  {"{", clang::tok::l_brace},
        {"}", clang::tok::r_brace},        {";", clang::tok::semi},     {":", clang::tok::colon},
        {"[", clang::tok::l_square},       {"]", clang::tok::r_square}, {"&", clang::tok::amp},
        {"=", clang::tok::equal},          {"~", clang::tok::tilde},    {"-", clang::tok::minus},
        {"<<=", clang::tok::lesslessequal}};
    clang::Token made;
    made.startToken();
    made.setLocation(place.getLocation());
    made.setLength(place.getLength());
    if (auto it = punctuators.find(spelling); it != punctuators.end()) {
      made.setKind(it->second);
    } else {
      clang::IdentifierInfo* name = preprocessor_->getIdentifierInfo(spelling);
      made.setIdentifierInfo(name);
      made.setKind(name->getTokenID());
    }
    return made;
  }

  void inject() {
    const auto rewrites = encode(*result_.shape, result_.found);
    std::map<std::size_t, const rewrite*> by_source;
    for (const auto& [at, one] : rewrites) by_source[result_.view[at].source] = &one;
    injected_.reserve(tokens_.size() + 16 * rewrites.size());
    auto next = by_source.begin();
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      if (next == by_source.end() || next->first != at) {
        injected_.push_back(tokens_[at]);
        continue;
      }
      for (auto spelling : next->second->before)
        injected_.push_back(synthetic(tokens_[at], spelling));
      if (!next->second->drop) injected_.push_back(tokens_[at]);
      for (auto spelling : next->second->after)
        injected_.push_back(synthetic(tokens_[at], spelling));
      ++next;
    }
  }

  std::vector<clang::Decl*> parse(clang::Parser& parser, clang::Sema& sema) {
    preprocessor_->EnterTokenStream(llvm::ArrayRef<clang::Token>(injected_),
                                    /*DisableMacroExpansion=*/true, /*IsReinject=*/true);
    parser.Initialize();
    clang::EnterExpressionEvaluationContext context(
        sema, clang::Sema::ExpressionEvaluationContext::PotentiallyEvaluated);
    clang::Parser::DeclGroupPtrTy group;
    clang::Sema::ModuleImportState imports;
    std::vector<clang::Decl*> roots;
    for (bool end = parser.ParseFirstTopLevelDecl(group, imports); !end;
         end = parser.ParseTopLevelDecl(group, imports)) {
      if (!group) continue;
      for (clang::Decl* one : group.get()) {
        if (sources_->isWrittenInMainFile(sources_->getFileLoc(one->getLocation())))
          roots.push_back(one);
      }
    }
    return roots;
  }

  clang::SourceLocation location(std::size_t view_index) const {
    return tokens_[result_.view[view_index].source].getLocation();
  }

  places place() const {
    places where;
    for (const arrow& one : result_.found.arrows) {
      const unsigned offset = result_.view[one.at].offset;
      where.arrows[location(one.at)] = offset;
      where.minuses[location(one.at + 1)] = offset;
      if (one.at + 2 < result_.view.size() &&
          (one.form == arrow_form::send || one.form == arrow_form::dispatch))
        where.operands[location(one.at + 2)] = offset;
    }
    for (const call_statement& one : result_.found.calls) {
      const unsigned offset = result_.view[one.keyword].offset;
      if (one.block)
        where.blocks[location(one.keyword)] = offset;
      else
        where.calls[location(one.keyword + 1)] = offset;
    }
    return where;
  }

  void finish_messages(const places& where, clang::DiagnosticsEngine& engine) {
    reword(log_.messages(), {result_.view, result_.found, result_.known, where, *sources_,
                             [this](std::size_t at) { return location(at); }});
    result_.failed = !log_.messages().empty();
    result_.messages = render(log_.messages(), *preprocessor_, engine, input_.colours);
  }

  round_result& result_;
  message_log& log_;
  const round_input& input_;
  const decisions& known_;
  clang::Preprocessor* preprocessor_ = nullptr;
  clang::SourceManager* sources_ = nullptr;
  std::vector<clang::Token> tokens_;
  std::vector<clang::Token> injected_;
};

}  // namespace

std::unique_ptr<round_result> run_round(const round_input& input, const decisions& known) {
  auto result = std::make_unique<round_result>();
  message_log log;
  auto overlay =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(llvm::vfs::getRealFileSystem());
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  overlay->pushOverlay(memory);
  if (input.text != nullptr)
    memory->addFile(input.file, 0, llvm::MemoryBuffer::getMemBufferCopy(*input.text));
  auto files = llvm::makeIntrusiveRefCnt<clang::FileManager>(clang::FileSystemOptions(), overlay);

  std::vector<std::string> command{"clang++", "-fsyntax-only", "-ferror-limit=0", "-w",
                                   "-fno-caret-diagnostics"};
  command.insert(command.end(), input.arguments.begin(), input.arguments.end());
  command.insert(command.end(), {"-x", "c++", input.file});
  clang::tooling::ToolInvocation invocation(
      command, std::make_unique<round_action>(*result, log, input, known), files.get());
  invocation.setDiagnosticConsumer(&log);
  const bool ran = invocation.run();
  if (!ran && result->messages.empty()) {
    // The driver part failed before there was a file: no place to point at.
    result->failed = true;
    for (const message& one : log.messages()) result->messages += "error: " + one.text + "\n";
  }
  return result;
}

}  // namespace lsub::translate
