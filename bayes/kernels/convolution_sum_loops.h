// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Sums that are kept in registers at a time: output channels times vectors of (pixel, image). An input vector
// then serves kSumChannels multiplications, a weight as many as there are vectors. More would be spilled.
constexpr std::int64_t kSumChannels = 6;
#if defined(__AVX512F__)
constexpr std::int64_t kSums = 24;  // of 32 registers
#else
constexpr std::int64_t kSums = 12;  // of 16
#endif
constexpr std::int64_t kMostSumVectors = 8;
constexpr std::int64_t most_vectors(std::int64_t channels) {
  return kSums / channels < kMostSumVectors ? kSums / channels : kMostSumVectors;
}

/// The part of the kernel that lies inside the image, for some output pixels beside each other.
struct Taps {
  std::int64_t channels, rows, columns;
  std::int64_t channel_step, row_step, column_step;  // in the input
  std::int64_t weight_channel_step, weight_row_step;
};

/// output[o][v] = bias[o] + sum over the taps of weight[tap][o] * input[tap][v], for C channels, V vectors.
template <std::int64_t C, std::int64_t V>
void sum_taps(const Taps& taps, const float* input, const float* weight, const float* bias, float* output,
              std::int64_t output_step) {
  Vector sum[C][V];
  for (std::int64_t o = 0; o < C; ++o) {
    for (std::int64_t v = 0; v < V; ++v) sum[o][v] = broadcast(bias[o]);
  }
  for (std::int64_t channel = 0; channel < taps.channels; ++channel) {
    for (std::int64_t row = 0; row < taps.rows; ++row) {
      const float* in = input + channel * taps.channel_step + row * taps.row_step;
      const float* w = weight + channel * taps.weight_channel_step + row * taps.weight_row_step;
      for (std::int64_t column = 0; column < taps.columns; ++column, in += taps.column_step, w += C) {
        Vector value[V];
        for (std::int64_t v = 0; v < V; ++v) value[v] = load(in + v * kLanes);
        for (std::int64_t o = 0; o < C; ++o) {
          const Vector factor = broadcast(w[o]);
          for (std::int64_t v = 0; v < V; ++v) sum[o][v] = multiply_add(value[v], factor, sum[o][v]);
        }
      }
    }
  }
  for (std::int64_t o = 0; o < C; ++o) {
    for (std::int64_t v = 0; v < V; ++v) store(output + o * output_step + v * kLanes, sum[o][v]);
  }
}

using SumTaps = void (*)(const Taps&, const float*, const float*, const float*, float*, std::int64_t);

/// [C - 1][V - 1] is sum_taps<C, V> where so many sums fit.
struct SumTapsTable {
  SumTaps of[kSumChannels][kMostSumVectors] = {};
  template <std::int64_t C = 1, std::int64_t V = 1>
  constexpr void fill() {
    of[C - 1][V - 1] = sum_taps<C, V>;
    if constexpr (V < most_vectors(C)) {
      fill<C, V + 1>();
    } else if constexpr (C < kSumChannels) {
      fill<C + 1, 1>();
    }
  }
  constexpr SumTapsTable() { fill(); }
};
constexpr SumTapsTable kSumTaps;

/// The convolution for images that fill whole vectors. `weight` is what `pack_weight` made; bias is not null.
inline void convolve(const ConvolutionShape& shape, const float* input, const float* weight,
                     const float* bias, float* output) {
  const std::int64_t kernel_height = shape.kernel_height, kernel_width = shape.kernel_width;
  const std::int64_t out_height = shape.out_height(), out_width = shape.out_width();
  const std::int64_t kernel = kernel_height * kernel_width, row_step = shape.width * shape.images;
  Taps taps{shape.in_channels, 0, 0, shape.height * row_step, row_step, shape.images, 0, 0};
  // Rows outermost, so that the few input rows of an output row are found in the cache by every channel.
  for (std::int64_t y = 0; y < out_height; ++y) {
    const std::int64_t first_row = larger(0, shape.padding_height - y);
    taps.rows = smaller(kernel_height, shape.height + shape.padding_height - y) - first_row;
    for_each_part(shape.out_channels, kSumChannels, [&](std::int64_t o, std::int64_t channels) {
      taps.weight_channel_step = kernel * channels;
      taps.weight_row_step = kernel_width * channels;
      const float* group = weight + o * shape.in_channels * kernel;
      // Pixels whose kernel lies inside the image are one run of vectors; at the edges each is its own.
      for (std::int64_t x = 0, end = 0; x < out_width; x = end) {
        const std::int64_t first = larger(0, shape.padding_width - x);
        taps.columns = smaller(kernel_width, shape.width + shape.padding_width - x) - first;
        end = taps.columns == kernel_width ? shape.width + shape.padding_width - kernel_width + 1 : x + 1;
        const float* in = input + (y + first_row - shape.padding_height) * row_step +
                          (x + first - shape.padding_width) * shape.images;
        const float* w = group + (first_row * kernel_width + first) * channels;
        float* out = output + ((o * out_height + y) * out_width + x) * shape.images;
        for_each_part((end - x) * shape.images / kLanes, most_vectors(channels),
                      [&](std::int64_t v, std::int64_t vectors) {
                        kSumTaps.of[channels - 1][vectors - 1](taps, in + v * kLanes, w, bias + o,
                                                               out + v * kLanes,
                                                               out_height * out_width * shape.images);
                      });
      }
    });
  }
}

/// Where weight (out, in, tap) lies: of the convolution itself, or turned round for the input's gradient.
struct WeightOrder {
  std::int64_t out_step, in_step, tap_step, first;
};

/// Weights as `convolve` reads them: group by group of its output channels, [in][tap][channel of the group].
inline void pack_weight(const ConvolutionShape& shape, const WeightOrder& order, const float* weight,
                        float* packed) {
  const std::int64_t kernel = shape.kernel_height * shape.kernel_width;
  for_each_part(shape.out_channels, kSumChannels, [&](std::int64_t begin, std::int64_t channels) {
    for (std::int64_t in = 0; in < shape.in_channels; ++in) {
      for (std::int64_t tap = 0; tap < kernel; ++tap) {
        const float* from = weight + order.first + in * order.in_step + tap * order.tap_step;
        for (std::int64_t o = begin; o < begin + channels; ++o) *packed++ = from[o * order.out_step];
      }
    }
  });
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
