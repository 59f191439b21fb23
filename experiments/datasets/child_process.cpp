#include "experiments/datasets/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "experiments/files/file_descriptor.h"

extern char** environ;

namespace bnn {

int run_program(const std::vector<std::string>& arguments, const std::filesystem::path& log) {
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);

  const FileDescriptor output(log, O_WRONLY | O_CREAT | O_TRUNC);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.number(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.number(), STDERR_FILENO);
  pid_t child = 0;
  const int status = ::posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (status == ENOENT || status == EACCES) return 127;
  if (status != 0) throw_system_error(status, "start the program", arguments[0]);

  int result = 0;
  while (::waitpid(child, &result, 0) < 0) {
    if (errno != EINTR) throw_system_error(errno, "wait for the program", arguments[0]);
  }
  return WIFEXITED(result) ? WEXITSTATUS(result) : 128 + WTERMSIG(result);
}

}  // namespace bnn
