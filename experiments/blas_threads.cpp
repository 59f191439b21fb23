#include "experiments/blas_threads.h"

#include <unistd.h>

#include <csignal>

/// OpenBLAS starts its threads while it is loaded, before main, and where the system refuses one it raises
/// SIGINT: the program would look as if somebody had pressed Ctrl-C.
namespace {

struct sigaction before {};

extern "C" void on_interrupt_while_loading(int signal, siginfo_t* info, void*) {
  const bool raised_here = info->si_code == SI_TKILL && info->si_pid == ::getpid();
  if (raised_here) {
    static const char message[] =
        "error: OpenBLAS cannot start its threads\n"
        "  fix:   raise the limit on processes (ulimit -u), or set OPENBLAS_NUM_THREADS=1\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, message, sizeof(message) - 1);
    ::_exit(1);
  }
  if (before.sa_handler == SIG_IGN) return;
  ::sigaction(signal, &before, nullptr);
  ::raise(signal);
}

void watch_loading(int, char**, char**) {
  struct sigaction action {};
  action.sa_sigaction = on_interrupt_while_loading;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGINT, &action, &before);
}

// Runs before the initialisers of all libraries.
__attribute__((section(".preinit_array"), used)) void (*const first_of_all)(int, char**,
                                                                            char**) = watch_loading;

}  // namespace

namespace bnn {

void end_watch_of_loading() { ::sigaction(SIGINT, &before, nullptr); }

}  // namespace bnn
