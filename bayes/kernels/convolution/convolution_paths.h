#pragma once

#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/instruction_set.h"

namespace bayes::kernels {

/// The convolution kernels of one algorithm as built for one instruction set: for tests and for measurements.
/// They trust the shape.
struct ConvolutionPath {
  void (*convolution)(const ConvolutionShape& shape, const float* input, const float* weight,
                      const float* bias, float* output);
  void (*gradients)(const ConvolutionShape& shape, const float* input, const float* weight,
                    const float* output_gradient, const ConvolutionGradients& gradients);
};

/// `set` has to be one of `supported_instruction_sets()`: the others end the program by an illegal
/// instruction.
const ConvolutionPath& convolution_path(InstructionSet set);
/// By Winograd's algorithm, for shapes that it serves.
const ConvolutionPath& winograd_path(InstructionSet set);

}  // namespace bayes::kernels
