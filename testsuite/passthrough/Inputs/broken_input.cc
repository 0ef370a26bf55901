// broken_input FOLDER BASE [CLANG-ARGUMENT…]
//
// Translates some hundred damaged variants of the dialect file BASE and of hostile texts, each in a
// process of its own. Whatever the text, the translator has to accept it or to refuse it with a
// message, within the time limit. Prints a line for each variant that ends otherwise, keeps that
// variant in FOLDER, and prints at last `inputs I: accepted A, refused R, failed F`. Status 1 if
// one failed.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "hostile_texts.h"
#include "translate.h"

namespace {

// Of its own processor time; and altogether, however busy the machine is.
constexpr rlim_t seconds = 60;
constexpr unsigned seconds_in_all = 900;
constexpr int accepted = 0, refused = 1, silent = 3;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Words, blanks and single other characters: enough to take one out or to double it.
std::vector<std::string> parts(const std::string& text) {
  auto kind = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ? 0 : c == ' ' ? 1 : 2;
  };
  std::vector<std::string> out;
  for (char c : text) {
    if (!out.empty() && kind(c) != 2 && kind(c) == kind(out.back().back()))
      out.back() += c;
    else
      out.emplace_back(1, c);
  }
  return out;
}

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& one : words) out += one;
  return out;
}

// A small generator with a fixed start: the variants are the same on every run.
class numbers {
 public:
  unsigned below(std::size_t limit) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<unsigned>((state_ >> 33) % limit);
  }

 private:
  unsigned long state_ = 2014;
};

std::vector<lsub::hostile_text> damaged(const std::string& text) {
  std::vector<lsub::hostile_text> out;
  for (std::size_t end = 0; end < text.size(); end += 16)
    out.push_back({"cut at " + std::to_string(end), text.substr(0, end)});
  const std::vector<std::string> words = parts(text);
  for (std::size_t at = 0; at < words.size(); at += 12) {
    if (words[at] == " ") continue;
    auto less = words;
    less.erase(less.begin() + static_cast<long>(at));
    out.push_back({"without part " + std::to_string(at), join(less)});
    auto more = words;
    more.insert(more.begin() + static_cast<long>(at), words[at]);
    out.push_back({"part " + std::to_string(at) + " twice", join(more)});
  }
  numbers random;
  for (int n = 0; n < 50; ++n) {
    std::string bytes = text;
    for (int i = 0; i < 3; ++i)
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    out.push_back({"bytes changed, " + std::to_string(n), bytes});
    auto moved = words;
    std::swap(moved[random.below(moved.size())], moved[random.below(moved.size())]);
    out.push_back({"parts swapped, " + std::to_string(n), join(moved)});
  }
  return out;
}

int translate(const std::string& text, const std::vector<std::string>& arguments) {
  const auto done =
      lsub::translate::translate({.file = "in.lcc", .arguments = arguments, .text = &text});
  if (done.ok) return accepted;
  return done.messages.empty() ? silent : refused;
}

// The status of a process that translates `text`, negative for a signal.
int run(const std::string& text, const std::vector<std::string>& arguments) {
  const pid_t child = fork();
  if (child == 0) {
    const rlimit limit{seconds, seconds};
    setrlimit(RLIMIT_CPU, &limit);
    alarm(seconds_in_all);
    _exit(translate(text, arguments));
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string folder = argv[1];
  std::vector<std::string> arguments{"-std=gnu++20", "-resource-dir", LSUB_CLANG_RESOURCE_DIR};
  arguments.insert(arguments.end(), argv + 3, argv + argc);
  const std::string text = read(argv[2]);
  if (run(text, arguments) != accepted) {
    std::cout << "the undamaged file is not accepted\n";
    return 1;
  }
  // Each process then finds made what Clang makes at its first use.
  translate(text, arguments);
  std::vector<lsub::hostile_text> all = damaged(text);
  for (lsub::hostile_text& one : lsub::hostile_texts(text)) all.push_back(std::move(one));
  unsigned counts[2] = {}, failed = 0;
  for (const lsub::hostile_text& one : all) {
    const int status = run(one.text, arguments);
    if (status == accepted || status == refused) {
      ++counts[status];
      continue;
    }
    const std::string kept = folder + "/failed" + std::to_string(++failed) + ".lcc";
    std::ofstream(kept, std::ios::binary) << one.text;
    std::cout << one.name << ": "
              << (status == silent ? std::string("refused without a message")
                                   : "ended with status " + std::to_string(status))
              << ", kept as " << kept << '\n';
  }
  std::cout << "inputs " << all.size() << ": accepted " << counts[accepted] << ", refused "
            << counts[refused] << ", failed " << failed << std::endl;
  return failed == 0 ? 0 : 1;
}
