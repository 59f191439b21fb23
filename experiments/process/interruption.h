#pragma once

#include "bayes/runtime/stop_jobs.h"

namespace bnn {

/// What a signal leaves behind.
enum class AfterSignal {
  kResumes,     ///< a checkpoint, from which --resume goes on
  kBeginsAnew,  ///< nothing that is half done
};

/// Watches for SIGINT, SIGTERM and SIGHUP, and for those by which job systems announce the end: SIGUSR1
/// (Slurm), SIGUSR2 and SIGXCPU, which count as SIGTERM. The first sets a flag and says so, a second ends the
/// program at once; so does a second of time where nothing has to be saved.
void watch_signals(AfterSignal after);

/// The signal that came, SIGTERM for one of a job system; 0 where none did.
int pending_signal();

/// What leaves a run that a signal stopped, after its checkpoint is safe. Jobs that throw it end the call of
/// the pool.
struct Interrupted : bayes::StopJobs {
  explicit Interrupted(int signal) : signal(signal) {}
  int signal = 0;
};

/// Throws `Interrupted` where a signal has come.
void stop_if_interrupted();

/// While one of these lives, a signal waits for it: training has to save a checkpoint. Runs of a comparison
/// have one each.
class MustSave {
 public:
  MustSave();
  ~MustSave();
  MustSave(const MustSave&) = delete;
  MustSave& operator=(const MustSave&) = delete;
};

/// What the person who interrupted is told at the end, one line.
const char* after_interruption();

/// Ends the program as the signal would have: shells and job systems see it.
[[noreturn]] void die_of(int signal);

}  // namespace bnn
