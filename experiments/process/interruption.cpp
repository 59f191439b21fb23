#include "experiments/process/interruption.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace bnn {
namespace {

// Lock-free, and so allowed in a handler.
std::atomic<int> pending{0};
std::atomic<int> savers{0};
std::atomic<bool> resumes{false};

// Long operators of LibTorch cannot be stopped; where nothing has to be saved, nobody waits for them.
constexpr unsigned kSecondsToStop = 1;

void tell(std::string_view text) {
  // What write says does not matter here: nobody may be reading any more.
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text.data(), text.size());
}

int counts_as(int signal) {
  return signal == SIGUSR1 || signal == SIGUSR2 || signal == SIGXCPU ? SIGTERM : signal;
}

extern "C" void on_signal(int signal) {
  if (pending != 0) {
    raise(signal);  // has its default again, and ends the program when this returns
    return;
  }
  pending = counts_as(signal);
  const bool saves = resumes && savers > 0;
  tell(saves ? "\ninterrupted: saving a checkpoint; again to stop now\n"
             : "\ninterrupted: stopping; again to stop now\n");
  if (savers == 0) alarm(kSecondsToStop);
}

extern "C" void on_end_of_waiting(int) {
  tell(after_interruption());
  die_of(pending);
}

}  // namespace

void watch_signals(AfterSignal after) {
  resumes = after == AfterSignal::kResumes;
  std::signal(SIGALRM, on_end_of_waiting);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;  // the second one takes its default: the end
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    // The system sends it again for every further second of processor time: no second wish to stop.
    auto chosen = action;
    if (signal == SIGXCPU) chosen.sa_flags = SA_RESTART;
    // What nohup and background jobs ignore stays ignored.
    if (before.sa_handler != SIG_IGN) sigaction(signal, &chosen, nullptr);
  }
}

int pending_signal() { return pending; }

void stop_if_interrupted() {
  if (pending != 0) throw Interrupted(pending);
}

MustSave::MustSave() {
  ++savers;
  alarm(0);
}

MustSave::~MustSave() {
  if (--savers == 0 && pending != 0) alarm(kSecondsToStop);
}

const char* after_interruption() {
  return resumes ? "interrupted: the same command with --resume goes on after the last checkpoint\n"
                 : "interrupted: nothing is half written; the same command begins anew\n";
}

void die_of(int signal) {
  std::signal(signal, SIG_DFL);
  raise(signal);
  std::_Exit(128 + signal);
}

}  // namespace bnn
