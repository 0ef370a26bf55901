// Signals are blocked and taken by a thread of their own, which may then do anything a handler may
// not: a signal either goes on to the child, and the main thread cleans up behind it, or cleans up
// itself. `state::guard` decides between the two.
#include "driver/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>

extern char** environ;

namespace lsub::driver {
namespace {

struct signal_state {
  // Protects the members and the scratch directory. Nothing may block for long under it.
  std::recursive_mutex guard;
  pid_t child = 0;
  int caught = 0;
  std::string scratch;
  bool watching = false;
  sigset_t before;  // what was blocked when the driver started
};

signal_state& state() {
  static signal_state one;
  return one;
}

// SIGINT, SIGTERM and SIGHUP, but for those the driver was told to ignore.
sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now;
    if (sigaction(number, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) sigaddset(&set, number);
  }
  return set;
}

void watch(sigset_t set) {
  for (int number = 0; sigwait(&set, &number) == 0;) {
    const std::lock_guard lock(state().guard);
    state().caught = number;
    if (state().child > 0) {
      kill(state().child, number);
      continue;
    }
    std::error_code ignored;
    if (!state().scratch.empty()) std::filesystem::remove_all(state().scratch, ignored);
    die_of(number);
  }
}

// Starts the thread that takes signals, once.
void watch_signals() {
  const std::lock_guard lock(state().guard);
  if (state().watching) return;
  state().watching = true;
  sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, &state().before);
  std::thread(watch, set).detach();
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

// Starts `words` with the signal mask the driver was started with. Returns 0 or an errno.
int spawn(const std::vector<std::string>& words, const posix_spawn_file_actions_t* actions,
          pid_t& pid) {
  auto argv = pointers(words);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  if (state().watching) {
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &state().before);
  }
  const int error = posix_spawnp(&pid, argv[0], actions, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  return error;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

void cannot_run(const std::string& program, int error) {
  std::fprintf(stderr, "lsub++: error: cannot run %s: %s\n", program.c_str(), std::strerror(error));
}

}  // namespace

void die_of(int number) {
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  std::signal(number, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  kill(getpid(), number);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  _exit(128 + number);
}

void remove_on_signal(const std::string& path) {
  state().scratch = path;
}

hold_signals::hold_signals() {
  watch_signals();
  state().guard.lock();
}

hold_signals::~hold_signals() {
  state().guard.unlock();
}

int run(const std::vector<std::string>& words, const std::string& input) {
  std::fflush(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (!input.empty())
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input.c_str(), O_RDONLY, 0);
  pid_t pid = 0;
  int error = 0;
  {
    const std::lock_guard lock(state().guard);
    error = spawn(words, &actions, pid);
    if (error == 0) state().child = pid;
  }
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    cannot_run(words[0], error);
    return 127;
  }
  // The child stays a zombie, and its number its own, until no signal can be sent to it any more.
  siginfo_t ended;
  while (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT) < 0 && errno == EINTR) {
  }
  const std::lock_guard lock(state().guard);
  state().child = 0;
  const int status = wait_for(pid);
  if (state().caught != 0) throw died_of_signal{state().caught};
  if (WIFSIGNALED(status)) throw died_of_signal{WTERMSIG(status)};
  return WEXITSTATUS(status);
}

std::string output_of(const std::vector<std::string>& words) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int error = spawn(words, &actions, pid);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) != 0;) {
    if (n > 0) text.append(buffer, static_cast<std::size_t>(n));
    if (n < 0 && errno != EINTR) break;
  }
  close(ends[0]);
  if (error != 0) return {};
  const int status = wait_for(pid);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : std::string();
}

int become(const std::vector<std::string>& words, const std::string& path) {
  auto argv = pointers(words);
  std::fflush(nullptr);
  if (state().watching) pthread_sigmask(SIG_SETMASK, &state().before, nullptr);
  execvp(path.empty() ? argv[0] : path.c_str(), argv.data());
  cannot_run(path.empty() ? words[0] : path, errno);
  return 127;
}

std::string quoted(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    if (!word.empty() &&
        word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "0123456789_-+=./,:@%^") == std::string::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
    line += '\'';
  }
  return line;
}

}  // namespace lsub::driver
