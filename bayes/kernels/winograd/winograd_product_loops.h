// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Sums that are kept in registers at a time, channels times vectors, few enough that the processor goes on
// with the next ones while these are stored: the sums are short. And channels times channels of the
// gradient, as many as a vector has lanes. All are measured.
constexpr std::int64_t kPointChannels = 4;
#if defined(__AVX512F__)
constexpr std::int64_t kPointVectors = 4, kGradientOutputs = 8;
#elif defined(__AVX2__)
constexpr std::int64_t kPointVectors = 2, kGradientOutputs = 4;
#else
constexpr std::int64_t kPointVectors = 2, kGradientOutputs = 2;
#endif
constexpr std::int64_t kGradientInputs = kLanes / kGradientOutputs;

/// Values at a pair of points, [channel][vector].
struct PointShape {
  std::int64_t in_channels, out_channels, vectors;
};

/// output[o][v] = sum over i of weight[i][o] * input[i][v], for `groups` times C channels o, one group after
/// the other, and V vectors v.
template <std::int64_t C, std::int64_t V>
void multiply_points(const PointShape& shape, std::int64_t groups, const float* weight, const float* input,
                     float* output) {
  const std::int64_t step = shape.vectors * kLanes;
  do {
    Vector sum[C][V] = {};
    const float* in = input;
    std::int64_t channels = shape.in_channels;
    do {
      Vector value[V];
      for (std::int64_t v = 0; v < V; ++v) value[v] = load(in + v * kLanes);
      for (std::int64_t o = 0; o < C; ++o) {
        const Vector factor = broadcast(weight[o]);
        for (std::int64_t v = 0; v < V; ++v) sum[o][v] = multiply_add(value[v], factor, sum[o][v]);
      }
      in += step;
      weight += C;
    } while (--channels > 0);
    for (std::int64_t o = 0; o < C; ++o) {
      for (std::int64_t v = 0; v < V; ++v) store(output + o * step + v * kLanes, sum[o][v]);
    }
    output += C * step;
  } while (--groups > 0);
}

using MultiplyPoints = void (*)(const PointShape&, std::int64_t, const float*, const float*, float*);

/// [C - 1][V - 1] is multiply_points<C, V>.
struct MultiplyPointsTable {
  MultiplyPoints of[kPointChannels][kPointVectors] = {};
  template <std::int64_t C = 1, std::int64_t V = 1>
  constexpr void fill() {
    of[C - 1][V - 1] = multiply_points<C, V>;
    if constexpr (V < kPointVectors) {
      fill<C, V + 1>();
    } else if constexpr (C < kPointChannels) {
      fill<C + 1, 1>();
    }
  }
  constexpr MultiplyPointsTable() { fill(); }
};
constexpr MultiplyPointsTable kMultiplyPoints;

/// For all output channels. weight is group by group of kPointChannels of them, [in_channels][of the group].
inline void multiply_points(const PointShape& shape, const float* weight, const float* input, float* output) {
  const std::int64_t groups = shape.out_channels / kPointChannels, rest = shape.out_channels % kPointChannels;
  const std::int64_t whole = groups * kPointChannels;
  for_each_part(shape.vectors, kPointVectors, [&](std::int64_t v, std::int64_t vectors) {
    const float* in = input + v * kLanes;
    float* out = output + v * kLanes;
    if (groups > 0) kMultiplyPoints.of[kPointChannels - 1][vectors - 1](shape, groups, weight, in, out);
    if (rest > 0) {
      kMultiplyPoints.of[rest - 1][vectors - 1](shape, 1, weight + whole * shape.in_channels, in,
                                                out + whole * shape.vectors * kLanes);
    }
  });
}

/// Lane i of the result is the sum of the lanes of vector i, neighbours first; there are kLanes of them.
inline Vector sums_of_lanes(Vector* vectors) {
  using Lanes = std::int32_t __attribute__((vector_size(sizeof(Vector))));
  Lanes even;
  for (std::int32_t lane = 0; lane < static_cast<std::int32_t>(kLanes); ++lane) even[lane] = 2 * lane;
  const Lanes odd = even + 1;
#pragma GCC unroll 4
  for (std::int64_t count = kLanes / 2; count > 0; count /= 2) {
#pragma GCC unroll 8
    for (std::int64_t i = 0; i < count; ++i) {
      const Vector a = vectors[2 * i], b = vectors[2 * i + 1];
      vectors[i] = __builtin_shuffle(a, b, even) + __builtin_shuffle(a, b, odd);
    }
  }
  return vectors[0];
}

/// sums[o][i] += sum over the vectors and lanes v of gradient[o][v] * input[i][v], block by block of
/// kGradientOutputs times kGradientInputs channels; what a block has more than there are repeats the last.
/// Not inlined, for its addresses to have the registers to themselves: twice as fast on AVX2.
[[gnu::noinline]] inline void add_gradients(const PointShape& shape, const float* input,
                                            const float* gradient, float* sums) {
  const std::int64_t step = shape.vectors * kLanes;
  for (std::int64_t o = 0; o < shape.out_channels; o += kGradientOutputs) {
    const float* slopes[kGradientOutputs];
    for (std::int64_t k = 0; k < kGradientOutputs; ++k)
      slopes[k] = gradient + smaller(o + k, shape.out_channels - 1) * step;
    for (std::int64_t i = 0; i < shape.in_channels; i += kGradientInputs, sums += kLanes) {
      const float* values[kGradientInputs];
      for (std::int64_t k = 0; k < kGradientInputs; ++k)
        values[k] = input + smaller(i + k, shape.in_channels - 1) * step;
      Vector sum[kLanes] = {};
      std::int64_t v = 0;
      do {
        Vector value[kGradientInputs];
        for (std::int64_t k = 0; k < kGradientInputs; ++k) value[k] = load(values[k] + v);
        for (std::int64_t j = 0; j < kGradientOutputs; ++j) {
          const Vector slope = load(slopes[j] + v);
          for (std::int64_t k = 0; k < kGradientInputs; ++k)
            sum[j * kGradientInputs + k] = multiply_add(slope, value[k], sum[j * kGradientInputs + k]);
        }
        v += kLanes;
      } while (v < step);
      store(sums, load(sums) + sums_of_lanes(sum));
    }
  }
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
