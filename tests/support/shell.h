#pragma once

#include <string>

#include "tests/support/small_experiment.h"

namespace support {

/// Runs a script with sh, for what only a shell does: limits (ulimit), closed and full streams, pipes. In it
/// $bnn is the program, $config the experiment's configuration and $out its folder; BAYES_DATA is set.
/// Returns its end; signals are what the shell makes of them (128 + n).
Ended in_shell(const SmallExperiment& experiment, const std::string& script);

}  // namespace support
