#pragma once

#include "bayes/kernels/convolution.h"
#include "bayes/kernels/instruction_set.h"

namespace bayes::kernels {

/// The convolution kernels as built for one instruction set: for tests and for measurements. They trust the
/// shape.
struct ConvolutionPath {
  decltype(&kernels::convolution) convolution;
  decltype(&kernels::convolution_input_gradient) input_gradient;
  decltype(&kernels::convolution_weight_gradient) weight_gradient;
};

/// `set` has to be one of `supported_instruction_sets()`: the others end the program by an illegal
/// instruction.
const ConvolutionPath& convolution_path(InstructionSet set);

}  // namespace bayes::kernels
