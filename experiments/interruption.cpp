#include "experiments/interruption.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace bnn {
namespace {

volatile std::sig_atomic_t pending = 0;

extern "C" void on_signal(int signal) {
  if (pending != 0) {
    raise(signal);  // has its default again, and ends the program when this returns
    return;
  }
  pending = signal;
  static const char message[] = "\ninterrupted: saving a checkpoint; again to stop now\n";
  // What write says does not matter here: nobody may be reading any more.
  if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0) return;
}

}  // namespace

void watch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;  // the second one takes its default: the end
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    // What nohup and background jobs ignore stays ignored.
    if (before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
}

int pending_signal() { return pending; }

void stop_if_interrupted() {
  if (pending != 0) throw Interrupted{pending};
}

void die_of(int signal) {
  std::signal(signal, SIG_DFL);
  raise(signal);
  std::_Exit(128 + signal);
}

}  // namespace bnn
