#pragma once

namespace bnn {

/// Watches for SIGINT, SIGTERM and SIGHUP: the first sets a flag and says so, a second ends the program at
/// once.
void watch_signals();

/// The signal that came; 0 where none did.
int pending_signal();

/// What leaves a run that a signal stopped, after its checkpoint is safe.
struct Interrupted {
  int signal = 0;
};

/// Throws `Interrupted` where a signal has come.
void stop_if_interrupted();

/// Ends the program as the signal would have: shells and job systems see it.
[[noreturn]] void die_of(int signal);

}  // namespace bnn
