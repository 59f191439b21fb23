#pragma once

#include "bayes/kernels/elementwise/relu_max_pool.h"
#include "bayes/kernels/instruction_set.h"

namespace bayes::kernels {

/// The pooling kernels as built for one instruction set: for tests and for measurements. They trust the
/// shape.
struct ReluMaxPoolPath {
  decltype(&kernels::relu_max_pool) pool;
  decltype(&kernels::relu_max_pool_gradient) gradient;
};

/// `set` has to be one of `supported_instruction_sets()`: the others end the program by an illegal
/// instruction.
const ReluMaxPoolPath& relu_max_pool_path(InstructionSet set);

}  // namespace bayes::kernels
