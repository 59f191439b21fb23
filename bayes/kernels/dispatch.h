#pragma once

#include "bayes/kernels/instruction_set.h"

namespace bayes::kernels {

/// The functions of one operation as built for one instruction set: for tests, which compare them, and for
/// measurements. They trust what they are called with. A `Path` is a struct of functions that says
///     static const Path portable, avx2, avx512;
/// and stands in `x_paths.h`. The `x_loops.h` beside it defines them, once for each set: the build compiles
/// it as often, with that set's flags. `set` has to be one of `supported_instruction_sets()`: the others end
/// the program by an illegal instruction.
template <class Path>
const Path& path_for(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::kAvx512) return Path::avx512;
  if (set == InstructionSet::kAvx2) return Path::avx2;
#endif
  static_cast<void>(set);
  return Path::portable;
}

/// The best that this processor can run.
template <class Path>
const Path& best_path() {
  static const Path& path = path_for<Path>(supported_instruction_sets().front());
  return path;
}

}  // namespace bayes::kernels
