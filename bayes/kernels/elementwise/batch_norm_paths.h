#pragma once

#include "bayes/kernels/elementwise/batch_norm.h"
#include "bayes/kernels/instruction_set.h"

namespace bayes::kernels {

/// Batch normalisation as built for one instruction set: for tests and for measurements. They trust the
/// shape.
struct BatchNormPath {
  decltype(&kernels::batch_norm) batch_norm;
  decltype(&kernels::batch_norm_gradient) gradient;
};

/// `set` has to be one of `supported_instruction_sets()`: the others end the program by an illegal
/// instruction.
const BatchNormPath& batch_norm_path(InstructionSet set);

}  // namespace bayes::kernels
