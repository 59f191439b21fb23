#include "experiments/process/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include "experiments/files/terminal_text.h"

namespace bnn {
namespace {

[[noreturn]] void fail() {
  throw std::system_error(errno, std::generic_category(), "standard output cannot be written");
}

}  // namespace

void prepare_standard_streams() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    // The lowest free number is this one. For reading only, so that what goes to standard output fails
    // rather than seems to be written.
    [[maybe_unused]] const int number = ::open("/dev/null", O_RDONLY);
  }
}

void say(std::string_view text) noexcept {
  try {
    const std::string shown = terminal_text(text);
    std::string_view rest = shown;
    while (!rest.empty()) {
      const auto written = ::write(STDERR_FILENO, rest.data(), rest.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  } catch (...) {
    // No memory for the message.
  }
}

void print(std::string_view text) {
  const std::string shown = terminal_text(text);
  if (std::fwrite(shown.data(), 1, shown.size(), stdout) != shown.size()) fail();
}

void flush_standard_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) fail();
}

}  // namespace bnn
