#include "bayes/kernels/elementwise/batch_norm.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/elementwise/batch_norm_paths.h"

namespace bayes::kernels {
namespace {

void require_sizes(const ChannelsShape& shape) {
  if (shape.channels >= 1 && shape.values >= 1) return;
  throw Error(std::to_string(shape.channels) + " channels of " + std::to_string(shape.values) +
                  " values are to be normalised",
              "channels, values", "there has to be 1 of both at least");
}

}  // namespace

void scale_channels(const ChannelsShape& shape, const float* input, const float* scale, const float* shift,
                    float* output) {
  require_sizes(shape);
  for (std::int64_t c = 0; c < shape.channels; ++c, input += shape.values, output += shape.values) {
    const float a = scale[c], b = shift[c];
    for (std::int64_t i = 0; i < shape.values; ++i) output[i] = input[i] * a + b;
  }
}

void batch_norm(const ChannelsShape& shape, const BatchNorm& norm, const float* input, const float* addend,
                const BatchNormMoments& moments, float* output) {
  require_sizes(shape);
  best_path<BatchNormPath>().batch_norm(shape, norm, input, addend, moments, output);
}

void batch_norm_gradient(const ChannelsShape& shape, const BatchNorm& norm, const BatchNormMoments& moments,
                         const float* input, const float* output, const OutputGradient& output_gradient,
                         const BatchNormGradients& gradients) {
  require_sizes(shape);
  best_path<BatchNormPath>().gradient(shape, norm, moments, input, output, output_gradient, gradients);
}

}  // namespace bayes::kernels
