#include "bayes/kernels/batch_norm.h"

#include <algorithm>
#include <string>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

// Single precision within a block, double beyond it: blocks are short enough for rounding to stay at that of
// one addition or two. Sixteen sums side by side are what compilers turn into vectors.
constexpr std::int64_t kBlock = 1024;
constexpr std::int64_t kSums = 16;

void require_sizes(const ChannelsShape& shape) {
  if (shape.channels >= 1 && shape.values >= 1) return;
  throw Error(std::to_string(shape.channels) + " channels of " + std::to_string(shape.values) +
                  " values are to be normalised",
              "channels, values", "there has to be 1 of both at least");
}

/// The sum of term(i) for i in [0, count).
template <class Term>
double sum_of(std::int64_t count, const Term& term) {
  double total = 0.0;
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const std::int64_t end = std::min(begin + kBlock, count);
    float sums[kSums] = {};
    std::int64_t i = begin;
    for (; i + kSums <= end; i += kSums) {
      for (std::int64_t s = 0; s < kSums; ++s) sums[s] += term(i + s);
    }
    for (; i < end; ++i) sums[i - begin - (end - begin) / kSums * kSums] += term(i);
    for (const float sum : sums) total += static_cast<double>(sum);
  }
  return total;
}

}  // namespace

void channel_moments(const ChannelsShape& shape, const float* input, float* mean, float* variance) {
  require_sizes(shape);
  const auto count = static_cast<double>(shape.values);
  for (std::int64_t c = 0; c < shape.channels; ++c, input += shape.values) {
    const auto centre =
        static_cast<float>(sum_of(shape.values, [&](std::int64_t i) { return input[i]; }) / count);
    const double squares = sum_of(shape.values, [&](std::int64_t i) {
      const float difference = input[i] - centre;
      return difference * difference;
    });
    mean[c] = centre;
    variance[c] = static_cast<float>(squares / count);
  }
}

void scale_channels(const ChannelsShape& shape, const float* input, const float* scale, const float* shift,
                    float* output) {
  require_sizes(shape);
  for (std::int64_t c = 0; c < shape.channels; ++c, input += shape.values, output += shape.values) {
    const float a = scale[c], b = shift[c];
    for (std::int64_t i = 0; i < shape.values; ++i) output[i] = input[i] * a + b;
  }
}

void batch_norm_gradient(const ChannelsShape& shape, const BatchNormState& state, const float* input,
                         const float* output_gradient, float* input_gradient, float* weight_gradient,
                         float* bias_gradient) {
  require_sizes(shape);
  const auto count = static_cast<double>(shape.values);
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const float* x = input + c * shape.values;
    const float* g = output_gradient + c * shape.values;
    float* to = input_gradient + c * shape.values;
    const float mean = state.mean[c], inverse_sd = state.inverse_sd[c];
    const double of_bias = sum_of(shape.values, [&](std::int64_t i) { return g[i]; });
    const double of_weight =
        sum_of(shape.values, [&](std::int64_t i) { return g[i] * ((x[i] - mean) * inverse_sd); });
    bias_gradient[c] = static_cast<float>(of_bias);
    weight_gradient[c] = static_cast<float>(of_weight);
    // weight / sd * (g - mean of g - normalised x * mean of (g * normalised x))
    const float scale = state.weight[c] * inverse_sd;
    const auto mean_gradient = static_cast<float>(of_bias / count);
    const float slope = static_cast<float>(of_weight / count) * inverse_sd;
    for (std::int64_t i = 0; i < shape.values; ++i) {
      to[i] = scale * (g[i] - mean_gradient - (x[i] - mean) * slope);
    }
  }
}

}  // namespace bayes::kernels
