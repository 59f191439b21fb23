// Included once per instruction set; see philox_loops.h. Without fused multiply-adds, so that every
// instruction set rounds the same.
#pragma once

#include <type_traits>

#include "bayes/kernels/elementwise/batch_norm_paths.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Single precision within a block, double beyond it: a sum adds up 64 values, so that rounding stays at that
// of some additions. Sums side by side are vectors in registers, more than one to hide the latency of an
// addition.

/// How `sums_of` asks for a term: of a vector of values, or of one.
struct Lanes {
  static Vector at(const float* value) { return load(value); }
  static void put(float* to, Vector value) { store(to, value); }
};
struct Single {
  static float at(const float* value) { return *value; }
  static void put(float* to, float value) { *to = value; }
};

template <std::int64_t kCount>
struct Sums {
  double of[kCount];
};

/// Sums over i in [0, count) of the terms that `terms(access, i, add)` gives, by add(which, term); kSide sums
/// side by side.
template <std::int64_t kCount, std::int64_t kSide, class Terms>
inline Sums<kCount> sums_of(std::int64_t count, const Terms& terms) {
  constexpr std::int64_t kVectors = kSide / kLanes, kBlock = 64 * kSide;
  Sums<kCount> total{};
  for (std::int64_t begin = 0; begin < count; begin += kBlock) {
    const std::int64_t end = smaller(begin + kBlock, count);
    Vector sum[kCount][kVectors] = {};
    std::int64_t i = begin;
    for (; i + kSide <= end; i += kSide) {
#pragma GCC unroll 16
      for (std::int64_t v = 0; v < kVectors; ++v)
        terms(Lanes(), i + v * kLanes, [&](std::int64_t which, Vector term) { sum[which][v] += term; });
    }
    float side[kCount][kSide];
    __builtin_memcpy(side, sum, sizeof side);
    for (std::int64_t s = 0; i < end; ++i, ++s)
      terms(Single(), i, [&](std::int64_t which, float term) { side[which][s] += term; });
    for (std::int64_t which = 0; which < kCount; ++which) {
      for (std::int64_t half = kSide / 2; half > 0; half /= 2) {
        for (std::int64_t s = 0; s < half; ++s) side[which][s] += side[which][s + half];
      }
      total.of[which] += static_cast<double>(side[which][0]);
    }
  }
  return total;
}

/// max(0, value); a NaN stays one.
inline float rectified(float value) { return value < 0.0f ? 0.0f : value; }
/// The gradient before that.
inline float rectified_slope(float output, float slope) { return output <= 0.0f ? 0.0f : slope; }
inline Vector rectified_slope(Vector output, Vector slope) { return output <= 0.0f ? Vector{} : slope; }

/// What normalising a channel comes to.
struct Affine {
  Affine(const BatchNorm& norm, const BatchNormMoments& moments, std::int64_t c)
      : scale(norm.weight[c] * moments.inverse_sd[c]), shift(norm.bias[c] - moments.mean[c] * scale) {}
  template <class Value>
  Value operator()(Value x) const {
    return x * scale + shift;
  }
  float scale, shift;
};

void batch_norm(const ChannelsShape& shape, const BatchNorm& norm, const float* input, const float* addend,
                const BatchNormMoments& moments, float* output) {
  const auto count = static_cast<double>(shape.values);
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const float* x = input + c * shape.values;
    float* y = output + c * shape.values;
    const auto sum = sums_of<1, 64>(
        shape.values, [&](auto access, std::int64_t i, const auto& add) { add(0, access.at(x + i)); });
    const auto mean = static_cast<float>(sum.of[0] / count);
    const auto squares = sums_of<1, 64>(shape.values, [&](auto access, std::int64_t i, const auto& add) {
      const auto difference = access.at(x + i) - mean;
      add(0, difference * difference);
    });
    const double variance = squares.of[0] / count;
    moments.mean[c] = mean;
    moments.variance[c] = static_cast<float>(variance);
    moments.inverse_sd[c] = static_cast<float>(1.0 / __builtin_sqrt(variance + norm.epsilon));
    const Affine affine(norm, moments, c);
    if (!norm.rectified) {
      for (std::int64_t i = 0; i < shape.values; ++i) y[i] = affine(x[i]);
    } else if (addend == nullptr) {
      for (std::int64_t i = 0; i < shape.values; ++i) y[i] = rectified(affine(x[i]));
    } else {
      const float* more = addend + c * shape.values;
      for (std::int64_t i = 0; i < shape.values; ++i) y[i] = rectified(affine(x[i]) + more[i]);
    }
  }
}

/// A channel's gradients. `slope(access, i)` is that of the output before it is rectified, and goes to
/// `passed` if that is kept.
template <bool kPassed, class Slope>
inline void channel_gradient(std::int64_t count, float weight, float mean, float inverse_sd, const float* x,
                             const Slope& slope, float* passed, float* of_input, float* of_weight,
                             float* of_bias) {
  // of slopes, and of their products with differences from the mean
  const auto sums = sums_of<2, 32>(count, [&](auto access, std::int64_t i, const auto& add) {
    const auto g = slope(access, i);
    if constexpr (kPassed) access.put(passed + i, g);
    add(0, g);
    add(1, g * (access.at(x + i) - mean));
  });
  const double inverse = static_cast<double>(inverse_sd), size = static_cast<double>(count);
  *of_bias = static_cast<float>(sums.of[0]);
  *of_weight = static_cast<float>(sums.of[1] * inverse);
  // weight / sd * (g - mean of g - normalised x * mean of (g * normalised x))
  const float scale = weight * inverse_sd;
  const auto mean_slope = static_cast<float>(sums.of[0] / size);
  const auto factor = static_cast<float>(sums.of[1] * inverse * inverse / size);
#pragma GCC ivdep  // in place or elsewhere, values depend on those at the same index alone
  for (std::int64_t i = 0; i < count; ++i) {
    const float g = kPassed ? passed[i] : slope(Single(), i);
    of_input[i] = scale * (g - mean_slope - (x[i] - mean) * factor);
  }
}

void batch_norm_gradient(const ChannelsShape& shape, const BatchNorm& norm, const BatchNormMoments& moments,
                         const float* input, const float* output, const OutputGradient& output_gradient,
                         const BatchNormGradients& gradients) {
  for (std::int64_t c = 0; c < shape.channels; ++c) {
    const std::int64_t first = c * shape.values;
    const auto channel = [&](auto is_passed, const auto& slope) {
      channel_gradient<decltype(is_passed)::value>(
          shape.values, norm.weight[c], moments.mean[c], moments.inverse_sd[c], input + first, slope,
          gradients.addend == nullptr ? nullptr : gradients.addend + first, gradients.input + first,
          gradients.weight + c, gradients.bias + c);
    };
    const auto before_rectified = [&](const auto& of_output) {
      if (!norm.rectified) return channel(std::false_type{}, of_output);
      if (output == nullptr) {
        const Affine affine(norm, moments, c);
        const float* x = input + first;
        return channel(std::false_type{}, [=](auto access, std::int64_t i) {
          return rectified_slope(affine(access.at(x + i)), of_output(access, i));
        });
      }
      const float* y = output + first;
      const auto slope = [=](auto access, std::int64_t i) {
        return rectified_slope(access.at(y + i), of_output(access, i));
      };
      if (gradients.addend == nullptr) return channel(std::false_type{}, slope);
      channel(std::true_type{}, slope);
    };
    const float* g = output_gradient.values + first;
    if (output_gradient.more == nullptr) {
      before_rectified([=](auto access, std::int64_t i) { return access.at(g + i); });
    } else {
      const float* more = output_gradient.more + first;
      before_rectified([=](auto access, std::int64_t i) { return access.at(g + i) + access.at(more + i); });
    }
  }
}

constexpr BatchNormPath kBatchNormPath = {batch_norm, batch_norm_gradient};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::BatchNormPath bayes::kernels::BatchNormPath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kBatchNormPath;
