// The only file that drives Clang's preprocessor and parser by hand.
//
// The order of construction matters: the parser installs the pragma handlers, so it comes before
// the main file is entered; the whole file is lexed before the first declaration is parsed, so that
// every macro is expanded once and each token keeps its place.
#include "parse/round.h"

#include <algorithm>
#include <set>

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Parse/Parser.h"
#include "clang/Sema/EnterExpressionEvaluationContext.h"
#include "clang/Sema/Sema.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "parse/conditionals.h"
#include "parse/declared_words.h"
#include "parse/diagnostics.h"
#include "parse/inclusions.h"
#include "parse/layout.h"
#include "parse/precompiled.h"
#include "parse/prelude.h"
#include "parse/resolve.h"
#include "parse/reword.h"
#include "parse/unit.h"
#include "recognise/encoding.h"

namespace lsub::translate {
namespace {

// Bodies of functions in ordinary headers say nothing about the dialect files.
class body_skipper : public clang::ASTConsumer {
 public:
  explicit body_skipper(const std::unique_ptr<layout>& text) : text_(text) {}
  bool shouldSkipFunctionBody(clang::Decl* function) override {
    return !text_->contains(function->getLocation());
  }

 private:
  const std::unique_ptr<layout>& text_;
};

class round_action : public clang::ASTFrontendAction {
 public:
  round_action(round_result& result, message_log& log, const round_input& input,
               const knowledge& known)
      : result_(result), log_(log), input_(input), known_(known) {}

 protected:
  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    if (!input_.precompiled.empty()) header_ = fitting_header(input_.precompiled, compiler);
    if (header_) {
      compiler.getPreprocessorOpts().ImplicitPCHInclude = header_->path;
      // Clang wants the level it was made with; by now it means nothing but the macros that were
      // compared.
      const unsigned level = compiler.getCodeGenOpts().OptimizationLevel;
      compiler.getCodeGenOpts().OptimizationLevel = level > 0 ? 2 : 0;
    }
    result_.precompiled = header_.has_value();
    return true;
  }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance&,
                                                        llvm::StringRef) override {
    return std::make_unique<body_skipper>(text_);
  }

  void ExecuteAction() override {
    clang::CompilerInstance& compiler = getCompilerInstance();
    if (!compiler.hasSema()) compiler.createSema(getTranslationUnitKind(), nullptr);
    clang::Sema& sema = compiler.getSema();
    preprocessor_ = &compiler.getPreprocessor();
    sources_ = &compiler.getSourceManager();
    // A file in UTF-16 is reported here; there is nothing to lex then.
    if (!sources_->getBufferOrNone(sources_->getMainFileID())) return;
    clang::Parser parser(*preprocessor_, sema, /*SkipFunctionBodies=*/!input_.whole);
    preprocessor_->setPredefines(preprocessor_->getPredefines() + (header_ ? "" : prelude) +
                                 (known_.dispatches.empty() ? "" : dispatch_prelude));
    // Comments are looked at while lexing, and what they say is said in the current scope.
    sema.CurContext = sema.getASTContext().getTranslationUnitDecl();
    unit_ = lex_unit(*preprocessor_);
    sema.CurContext = nullptr;
    list_files();
    read();
    if (worth_parsing()) {
      result_.parsed = true;
      inject();
      std::vector<clang::Decl*> roots = parse(parser, sema);
      places where = place();
      result_.known = resolve(sema.getASTContext(), roots, where);
      recall_operands();
      for (unsigned use : text_->noted()) {
        result_.expands_more = true;
        result_.expanded.push_back(use);
      }
      if (!result_.asked) finish_messages(where, compiler.getDiagnostics());
    }
    finish_text();
  }

 private:
  void list_files() {
    clang::HeaderSearch& headers = preprocessor_->getHeaderSearchInfo();
    if (header_) result_.files = header_->files;
    for (auto it = sources_->fileinfo_begin(); it != sources_->fileinfo_end(); ++it) {
      if (header_ && is_behind_header(it->first)) continue;
      result_.files.push_back(it->first.getName().str());
      if (!clang::SrcMgr::isSystem(headers.getFileDirFlavor(it->first)))
        result_.user_files.push_back(result_.files.back());
    }
    std::sort(result_.files.begin(), result_.files.end());
    std::sort(result_.user_files.begin(), result_.user_files.end());
  }

  bool is_behind_header(clang::FileEntryRef file) const {
    return file.getName() == precompiled_main || header_->ids.contains(file.getUniqueID());
  }

  // Finds the constructs. Where a macro's use supplies a part of one that has to be edited, the use
  // is laid out as its expansion and the search repeated.
  void read() {
    result_.expanded = known_.expanded;
    text_ = std::make_unique<layout>(unit_, *preprocessor_, result_.expanded, result_);
    for (bool again = true; again;) {
      recognise_view();
      again = false;
      for (std::size_t at : structural_tokens(*result_.shape, result_.found))
        if (text_->expand(at)) again = true;
      if (again) text_->build();
    }
    ask_for_words();
  }

  void recognise_view(const std::set<unsigned>& more_plain_words = {}) {
    decisions decided = known_.decided;
    decided.plain_words.insert(more_plain_words.begin(), more_plain_words.end());
    result_.shape = std::make_unique<structure>(text_->view());
    result_.found = recognise(text_->view(), *result_.shape, decided);
  }

  // If the program has types named like contextual keywords, or calls what might be a function of
  // such a name: a round that leaves the statements which start with such a word as they are shows
  // where the word means what the program declares.
  void ask_for_words() {
    if (known_.words_settled) return;
    const std::set<std::string_view> types = declared_types(unit_.tokens, *preprocessor_);
    const auto ask = [&](std::size_t keyword, bool called = false) {
      if (!called && !types.contains(text_->view()[keyword].text)) return;
      words_.insert(text_->view()[keyword].offset);
      word_locations_[text_->location(keyword)] = text_->view()[keyword].offset;
    };
    for (const select_statement& one : result_.found.selects) ask(one.keyword);
    for (const call_statement& one : result_.found.calls) ask(one.keyword, one.may_call_word);
    result_.asked = !words_.empty();
    if (result_.asked) recognise_view(words_);
  }

  // Whether there is anything of the dialect in the file: a construct, or the library, whose misuse
  // is to be reported in the dialect's words and whose `main` is the first fiber.
  bool worth_parsing() const {
    auto& names = preprocessor_->getIdentifierTable();
    return result_.asked || !result_.found.empty() || !result_.found.problems.empty() || header_ ||
           names.find("main_fiber") != names.end();
  }

  clang::Token synthetic(const clang::Token& place, std::string_view spelling) const {
    static const std::map<std::string_view, clang::tok::TokenKind> punctuators{
        {"(", clang::tok::l_paren},
        {")", clang::tok::r_paren},
        {"{", clang::tok::l_brace},
        {"}", clang::tok::r_brace},
        {";", clang::tok::semi},
        {":", clang::tok::colon},
        {"[", clang::tok::l_square},
        {"]", clang::tok::r_square},
        {"&", clang::tok::amp},
        {"=", clang::tok::equal},
        {"~", clang::tok::tilde},
        {"-", clang::tok::minus},
        {"<<=", clang::tok::lesslessequal},
        {"<", clang::tok::less},
        {">", clang::tok::greater}};
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
    const auto rewrites = encode(text_->view(), *result_.shape, result_.found);
    source_rewrites by_source;
    for (const auto& [at, one] : rewrites) by_source[text_->view()[at].source] = &one;
    injected_.reserve(unit_.tokens.size() + 16 * rewrites.size());
    inject(by_source, 0, unit_.tokens.size());
  }

  using source_rewrites = std::map<std::size_t, const rewrite*>;  // by index in the unit

  // Appends the unit's tokens [begin, end), rewritten.
  void inject(const source_rewrites& rewrites, std::size_t begin, std::size_t end) {
    auto next = rewrites.lower_bound(begin);
    for (std::size_t at = begin; at < end; ++at) {
      if (next == rewrites.end() || next->first != at) {
        injected_.push_back(unit_.tokens[at]);
        continue;
      }
      const rewrite& one = *next->second;
      inject(rewrites, unit_.tokens[at], one.before);
      if (!one.drop) injected_.push_back(unit_.tokens[at]);
      inject(rewrites, unit_.tokens[at], one.after);
      ++next;
    }
  }

  void inject(const source_rewrites& rewrites, const clang::Token& place,
              const std::vector<insertion>& inserted) {
    for (const insertion& one : inserted) {
      if (one.first == no_token)
        injected_.push_back(synthetic(place, one.spelling));
      else
        inject(rewrites, text_->view()[one.first].source, text_->view()[one.last].source + 1);
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
        if (text_->contains(one->getLocation())) roots.push_back(one);
      }
    }
    return roots;
  }

  places place() const {
    places where{.text = *text_, .words = word_locations_};
    for (const arrow& one : result_.found.arrows) {
      const unsigned offset = text_->view()[one.at].offset;
      where.arrows[text_->location(one.at)] = offset;
      where.minuses[text_->location(one.at + 1)] = offset;
      if (one.at + 2 < text_->view().size() &&
          (one.form == arrow_form::send || one.form == arrow_form::dispatch))
        where.operands[text_->location(one.at + 2)] = offset;
    }
    for (const call_statement& one : result_.found.calls) {
      const unsigned offset = text_->view()[one.keyword].offset;
      if (one.block)
        where.blocks[text_->location(one.keyword)] = offset;
      else
        where.calls[text_->location(one.keyword + 1)] = offset;
    }
    return where;
  }

  // The operands of a settled dispatch are in what its encoding made of them.
  void recall_operands() {
    for (const arrow& one : result_.found.arrows) {
      if (one.left == no_token) continue;
      const unsigned at = text_->view()[one.at].offset;
      result_.known.arrows[at] = known_.dispatches.at(at);
    }
  }

  void finish_messages(const places& where, clang::DiagnosticsEngine& engine) {
    std::vector<message>& messages = log_.messages();
    reword(messages, {text_->view(), *result_.shape, result_.found, result_.known, where,
                      getCompilerInstance().getASTContext(), *sources_,
                      [this](std::size_t at) { return text_->location(at); }});
    apply(*input_.options, messages);
    result_.failed = any_error(messages);
    result_.warned = log_.warned();
    result_.messages = render(messages, *preprocessor_, engine, *input_.options, input_.colours);
  }

  void finish_text() {
    result_.inclusions = plan_inclusions(unit_, *text_, *preprocessor_);
    if (result_.parsed) result_.conditionals = frozen_conditionals(unit_, *text_, *preprocessor_);
  }

  round_result& result_;
  message_log& log_;
  const round_input& input_;
  const knowledge& known_;
  std::optional<precompiled_header> header_;
  clang::Preprocessor* preprocessor_ = nullptr;
  clang::SourceManager* sources_ = nullptr;
  unit unit_;
  std::unique_ptr<layout> text_;
  std::set<unsigned> words_;  // positions of words that the program may declare
  std::map<clang::SourceLocation, unsigned> word_locations_;
  std::vector<clang::Token> injected_;
};

}  // namespace

std::unique_ptr<round_result> run_round(const round_input& input, const knowledge& known) {
  auto result = std::make_unique<round_result>();
  message_log log;
  auto overlay =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(llvm::vfs::getRealFileSystem());
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  overlay->pushOverlay(memory);
  if (input.text != nullptr)
    memory->addFile(input.file, 0, llvm::MemoryBuffer::getMemBufferCopy(*input.text));
  if (!input.precompiled.empty())
    memory->addFile(precompiled_main, 0, llvm::MemoryBuffer::getMemBuffer(precompiled_text));
  auto files = llvm::makeIntrusiveRefCnt<clang::FileManager>(clang::FileSystemOptions(), overlay);

  std::vector<std::string> command{"clang++", "-fsyntax-only", "-ferror-limit=0",
                                   "-fno-caret-diagnostics"};
  // A select is encoded as a switch over a condition.
  command.emplace_back(input.whole ? "-Wno-switch-bool" : "-w");
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
