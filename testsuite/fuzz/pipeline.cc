// Fuzzes the whole translator: a file that it accepts becomes C++ that Clang accepts, and a file
// that it refuses is refused with a message.
//
// Channels are known to each input without an include: LSUB_FUZZ_PCH is <lsub/language.h>,
// compiled.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "clang/Frontend/FrontendActions.h"
#include "clang/Frontend/TextDiagnosticPrinter.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "translate.h"

namespace {

const std::vector<std::string> arguments{"-std=gnu++20", "-resource-dir", LSUB_CLANG_RESOURCE_DIR,
                                         "-include-pch", LSUB_FUZZ_PCH};

// What became of the inputs; printed at the end.
struct tally {
  unsigned long accepted = 0, refused = 0, unfit = 0;
  ~tally() {
    std::fprintf(stderr, "inputs: %lu accepted, %lu refused, %lu unfit\n", accepted, refused,
                 unfit);
  }
} seen;

// What reads other files or this machine's state says nothing about the translator.
bool is_fit(const std::string& text) {
  for (const char* word : {"include", "import", "embed", "pragma", "Pragma", "__has", "module"})
    if (text.find(word) != std::string::npos) return false;
  return true;
}

bool compiles(const std::string& text, std::string& messages) {
  auto overlay =
      llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(llvm::vfs::getRealFileSystem());
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  overlay->pushOverlay(memory);
  memory->addFile("out.cc", 0, llvm::MemoryBuffer::getMemBufferCopy(text));
  auto files = llvm::makeIntrusiveRefCnt<clang::FileManager>(clang::FileSystemOptions(), overlay);
  std::vector<std::string> command{"clang++", "-fsyntax-only", "-w"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.emplace_back("out.cc");
  llvm::raw_string_ostream out(messages);
  clang::DiagnosticOptions options;
  clang::TextDiagnosticPrinter printer(out, options);
  clang::tooling::ToolInvocation invocation(command, std::make_unique<clang::SyntaxOnlyAction>(),
                                            files.get());
  invocation.setDiagnosticConsumer(&printer);
  return invocation.run();
}

void fail(const char* what, const std::string& text, const std::string& messages) {
  std::fprintf(stderr, "does not hold: %s\n--- output\n%s\n--- messages\n%s\n", what, text.c_str(),
               messages.c_str());
  std::abort();
}

}  // namespace

// LLVM's arenas mark memory as unused from the headers compiled here, and the library behind them,
// which is not instrumented, does not take the marks away.
extern "C" const char* __asan_default_options() {
  return "allow_user_poisoning=0";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (!is_fit(text)) {
    ++seen.unfit;
    return -1;
  }
  const auto done =
      lsub::translate::translate({.file = "in.lcc", .arguments = arguments, .text = &text});
  if (!done.ok) {
    ++seen.refused;
    if (done.messages.empty()) fail("a refusal has a message", text, {});
    return 0;
  }
  ++seen.accepted;
  std::string messages;
  if (compiles(done.output, messages)) return 0;
  // Errors in a file without anything of the dialect are the host compiler's to report.
  if (done.output.substr(done.output.find('\n') + 1) != text)
    fail("accepted input compiles", done.output, messages);
  return 0;
}
