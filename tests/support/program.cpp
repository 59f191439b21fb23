#include "tests/support/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace support {
namespace {

constexpr int kPage = 4096;

void require(bool succeeded, const char* tried) {
  if (!succeeded) throw std::system_error(errno, std::generic_category(), tried);
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const auto& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> with_ours(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (environment.count(text.substr(0, text.find('='))) == 0) all.push_back(text);
  }
  for (const auto& [name, value] : environment) all.push_back(name + "=" + value);
  return all;
}

std::size_t occurrences(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

}  // namespace

RunningProgram::RunningProgram(const std::vector<std::string>& arguments,
                               const std::map<std::string, std::string>& environment,
                               std::filesystem::path output)
    : output_(std::move(output)) {
  int ends[2];
  require(::pipe2(ends, O_CLOEXEC) == 0, "make a pipe");
  pipe_ = ends[0];
  ::fcntl(ends[1], F_SETPIPE_SZ, kPage);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                   0666);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  // Tests may run where these are ignored (nohup, background); the program would inherit that.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> words{BNN_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto variables = with_ours(environment);
  const int status = ::posix_spawn(&child_, BNN_PROGRAM, &actions, &attributes, pointers_to(words).data(),
                                   pointers_to(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(ends[1]);
  errno = status;
  require(status == 0, "start " BNN_PROGRAM);
}

RunningProgram::~RunningProgram() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ::close(pipe_);
}

bool RunningProgram::read_some() {
  std::array<char, 256> bytes;  // two or three lines: little more than was asked for
  ssize_t size = 0;
  do {
    size = ::read(pipe_, bytes.data(), bytes.size());
  } while (size < 0 && errno == EINTR);
  require(size >= 0, "read the program's messages");
  messages_.append(bytes.data(), static_cast<std::size_t>(size));
  return size > 0;
}

void RunningProgram::read_until(const std::string& text, int count) {
  while (occurrences(messages_, text) < static_cast<std::size_t>(count) && read_some()) {
  }
}

void RunningProgram::send(int signal) const { ::kill(child_, signal); }

Ended RunningProgram::wait() {
  while (read_some()) {
  }
  int result = 0;
  require(::waitpid(child_, &result, 0) == child_, "wait for the program");
  child_ = -1;
  Ended ended{WIFEXITED(result) ? WEXITSTATUS(result) : 0, WIFSIGNALED(result) ? WTERMSIG(result) : 0, "",
              messages_};
  if (std::filesystem::is_regular_file(output_)) {  // /dev/full never ends
    std::ifstream stream(output_, std::ios::binary);
    ended.output.assign(std::istreambuf_iterator<char>(stream), {});
  }
  return ended;
}

}  // namespace support
