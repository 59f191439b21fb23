// Included once per instruction set; see philox_loops.h. Plain loops that compilers turn into vectors,
// without fused multiply-adds, so that every instruction set rounds the same.
#pragma once

#include "bayes/kernels/batch_norm_paths.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Single precision within a block, double beyond it: a sum adds up 64 values, so that rounding stays at that
// of some additions. Sums side by side are vectors, more than one to hide the latency of an addition.
constexpr std::int64_t kNormSums = 64, kNormBlock = 64 * kNormSums;

/// The sum of term(i) for i in [0, count).
template <class Term>
inline double sum_of(std::int64_t count, const Term& term) {
  double total = 0.0;
  for (std::int64_t begin = 0; begin < count; begin += kNormBlock) {
    const std::int64_t end = smaller(begin + kNormBlock, count);
    float sums[kNormSums] = {};
    std::int64_t i = begin;
    for (; i + kNormSums <= end; i += kNormSums) {
      for (std::int64_t s = 0; s < kNormSums; ++s) sums[s] += term(i + s);
    }
    for (std::int64_t s = 0; i < end; ++i, ++s) sums[s] += term(i);
    for (std::int64_t half = kNormSums / 2; half > 0; half /= 2) {
      for (std::int64_t s = 0; s < half; ++s) sums[s] += sums[s + half];
    }
    total += static_cast<double>(sums[0]);
  }
  return total;
}

/// max(0, value); a NaN stays one.
inline float rectified(float value) { return value < 0.0f ? 0.0f : value; }

void batch_norm(const ChannelsShape& shape, const BatchNorm& norm, const float* input, const float* addend,
                const BatchNormMoments& moments, float* output) {
  const auto count = static_cast<double>(shape.values);
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const float* x = input + c * shape.values;
    float* y = output + c * shape.values;
    const auto mean = static_cast<float>(sum_of(shape.values, [&](std::int64_t i) { return x[i]; }) / count);
    const double squares = sum_of(shape.values, [&](std::int64_t i) {
      const float difference = x[i] - mean;
      return difference * difference;
    });
    const double variance = squares / count;
    moments.mean[c] = mean;
    moments.variance[c] = static_cast<float>(variance);
    moments.inverse_sd[c] = static_cast<float>(1.0 / __builtin_sqrt(variance + norm.epsilon));
    const float scale = norm.weight[c] * moments.inverse_sd[c], shift = norm.bias[c] - mean * scale;
    if (!norm.rectified) {
      for (std::int64_t i = 0; i < shape.values; ++i) y[i] = x[i] * scale + shift;
    } else if (addend == nullptr) {
      for (std::int64_t i = 0; i < shape.values; ++i) y[i] = rectified(x[i] * scale + shift);
    } else {
      const float* more = addend + c * shape.values;
      for (std::int64_t i = 0; i < shape.values; ++i) y[i] = rectified(x[i] * scale + shift + more[i]);
    }
  }
}

void batch_norm_gradient(const ChannelsShape& shape, const BatchNorm& norm, const BatchNormMoments& moments,
                         const float* input, const float* output, const float* output_gradient,
                         const BatchNormGradients& gradients) {
  const auto count = static_cast<double>(shape.values);
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const std::int64_t first = c * shape.values;
    const float* x = input + first;
    const float* g = output_gradient + first;
    float* to = gradients.input + first;
    const float mean = moments.mean[c], inverse_sd = moments.inverse_sd[c];
    if (norm.rectified) {
      // What passes is the addend's gradient; without one, it lies for a while where the input's will.
      float* passed = gradients.addend == nullptr ? to : gradients.addend + first;
      const float* y = output + first;
      for (std::int64_t i = 0; i < shape.values; ++i) {
        const float slope = g[i];
        passed[i] = y[i] <= 0.0f ? 0.0f : slope;
      }
      g = passed;
    }
    const double of_bias = sum_of(shape.values, [&](std::int64_t i) { return g[i]; });
    const double of_weight =
        sum_of(shape.values, [&](std::int64_t i) { return g[i] * ((x[i] - mean) * inverse_sd); });
    gradients.bias[c] = static_cast<float>(of_bias);
    gradients.weight[c] = static_cast<float>(of_weight);
    // weight / sd * (g - mean of g - normalised x * mean of (g * normalised x))
    const float scale = norm.weight[c] * inverse_sd;
    const auto mean_gradient = static_cast<float>(of_bias / count);
    const float slope = static_cast<float>(of_weight / count) * inverse_sd;
    for (std::int64_t i = 0; i < shape.values; ++i) {
      to[i] = scale * (g[i] - mean_gradient - (x[i] - mean) * slope);
    }
  }
}

extern const BatchNormPath batch_norm_path;
const BatchNormPath batch_norm_path = {batch_norm, batch_norm_gradient};

}  // namespace bayes::kernels::BAYES_KERNEL_SET
