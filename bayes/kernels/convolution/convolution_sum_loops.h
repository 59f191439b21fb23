// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution/convolution_axis_loops.h"
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
// Floats of the input that a block of output pixels reads: a quarter of a second-level cache of 1 MB.
constexpr std::int64_t kSumBlock = 64 * 1024;
constexpr std::int64_t most_vectors(std::int64_t channels) {
  return kSums / channels < kMostSumVectors ? kSums / channels : kMostSumVectors;
}

/// The part of the kernel that lies inside the image, for some output pixels beside each other.
struct Taps {
  std::int64_t channels, rows, columns;
  std::int64_t channel_step, row_step, column_step;  // in the input
  std::int64_t weight_channel_step, weight_row_step;
  std::int64_t vector_step, output_vector_step;  // where they are spread
  std::int64_t output_channel_step;
};

/// output[o][v] = bias[o] + sum over the taps of weight[tap][o] * input[tap][v], for C channels, V vectors,
/// which lie beside each other or are spread.
template <std::int64_t C, std::int64_t V, bool kSpread>
void sum_taps(const Taps& taps, const float* input, const float* weight, const float* bias, float* output) {
  const std::int64_t vector_step = kSpread ? taps.vector_step : kLanes;
  const std::int64_t output_vector_step = kSpread ? taps.output_vector_step : kLanes;
  const std::int64_t output_channel_step = taps.output_channel_step;
  Vector sum[C][V];
  for (std::int64_t o = 0; o < C; ++o) {
    for (std::int64_t v = 0; v < V; ++v) sum[o][v] = broadcast(bias[o]);
  }
  // There is a tap: said by do, or the compiler keeps the sums in memory for the case of none.
  std::int64_t channel = 0;
  do {
    std::int64_t row = 0;
    do {
      const float* in = input + channel * taps.channel_step + row * taps.row_step;
      const float* w = weight + channel * taps.weight_channel_step + row * taps.weight_row_step;
      std::int64_t column = 0;
      do {
        Vector value[V];
        for (std::int64_t v = 0; v < V; ++v) value[v] = load(in + v * vector_step);
        for (std::int64_t o = 0; o < C; ++o) {
          const Vector factor = broadcast(w[o]);
          for (std::int64_t v = 0; v < V; ++v) sum[o][v] = multiply_add(value[v], factor, sum[o][v]);
        }
        in += taps.column_step;
        w += C;
      } while (++column < taps.columns);
    } while (++row < taps.rows);
  } while (++channel < taps.channels);
  for (std::int64_t o = 0; o < C; ++o) {
    float* out = output + o * output_channel_step;
    for (std::int64_t v = 0; v < V; ++v) store(out + v * output_vector_step, sum[o][v]);
  }
}

using SumTaps = void (*)(const Taps&, const float*, const float*, const float*, float*);

/// [C - 1][V - 1] is sum_taps<C, V, kSpread> where so many sums fit.
template <bool kSpread>
struct SumTapsTable {
  SumTaps of[kSumChannels][kMostSumVectors] = {};
  template <std::int64_t C = 1, std::int64_t V = 1>
  constexpr void fill() {
    of[C - 1][V - 1] = sum_taps<C, V, kSpread>;
    if constexpr (V < most_vectors(C)) {
      fill<C, V + 1>();
    } else if constexpr (C < kSumChannels) {
      fill<C + 1, 1>();
    }
  }
  constexpr SumTapsTable() { fill(); }
};
constexpr SumTapsTable<false> kSumTaps;
constexpr SumTapsTable<true> kSumSpreadTaps;

/// What a window without taps sums up to.
inline void fill(const Taps& taps, const float* bias, std::int64_t channels, std::int64_t images,
                 float* output) {
  for (std::int64_t o = 0; o < channels; ++o) {
    for (std::int64_t i = 0; i < images; i += kLanes)
      store(output + o * taps.output_channel_step + i, broadcast(bias[o]));
  }
}

/// Sums over windows of pixels with `images` values each, from and to [channel][height][width][images].
struct Windows {
  std::int64_t images, in_channels, out_channels;
  Axis height, width;
};

/// Pixels of one output row that are done for all output channels before the next, so that the cache still
/// holds what they read.
inline std::int64_t block_width(const Windows& windows) {
  const std::int64_t column = windows.in_channels * windows.height.taps * windows.width.step * windows.images;
  return larger(1, kSumBlock / larger(1, column));
}

/// The sums for images that fill whole vectors. `weight` is what `pack_weight` made; bias is not null.
inline void convolve(const Windows& windows, const float* input, const float* weight, const float* bias,
                     float* output) {
  const Axis &height = windows.height, &width = windows.width;
  const std::int64_t images = windows.images, vectors = images / kLanes;
  const std::int64_t kernel = height.taps * width.taps;
  const std::int64_t row_step = width.sources * images, channel_step = height.sources * row_step;
  const std::int64_t step = width.step * images, output_step = width.result_step * images;
  const std::int64_t output_row_step = width.result_positions * images;
  const bool beside = width.step == 1 && width.result_step == 1;
  const std::int64_t end_of_run = end_of_whole(width);
  Taps taps{};
  taps.channel_step = channel_step;
  taps.row_step = height.tap_step * row_step;
  taps.vector_step = step;
  taps.output_vector_step = output_step;
  taps.output_channel_step = height.result_positions * output_row_step;
  // A single tap leaves a sum over channels, which is done in the innermost of the loops.
  const bool single = kernel == 1;
  taps.channels = single ? 1 : windows.in_channels;
  taps.column_step = single ? channel_step : width.tap_step * images;
  // Rows outermost, so that the few input rows of an output row are found in the cache by every channel.
  for (std::int64_t y = 0; y < height.results; ++y) {
    const Range rows = taps_inside(height, y);
    taps.rows = rows.size;
    const float* in_row = input + (height.first + y * height.step + rows.begin * height.tap_step) * row_step;
    float* out_row = output + (height.result_first + y * height.result_step) * output_row_step +
                     width.result_first * images;
    for_each_part(width.results, block_width(windows), [&](std::int64_t begin, std::int64_t pixels) {
      for_each_part(windows.out_channels, kSumChannels, [&](std::int64_t o, std::int64_t channels) {
        taps.weight_channel_step = kernel * channels;
        taps.weight_row_step = width.taps * channels;
        // Pixels whose kernel lies inside the image are one run; at the edges each is its own.
        for (std::int64_t x = begin, end = 0; x < begin + pixels; x = end) {
          const Range columns = taps_inside(width, x);
          taps.columns = single ? columns.size * windows.in_channels : columns.size;
          end = columns.size == width.taps ? larger(x + 1, smaller(begin + pixels, end_of_run)) : x + 1;
          const float* in = in_row + (width.first + x * width.step + columns.begin * width.tap_step) * images;
          const float* w = weight + o * windows.in_channels * kernel +
                           (rows.begin * width.taps + columns.begin) * channels;
          float* out = out_row + o * taps.output_channel_step + x * output_step;
          if (rows.size == 0 || columns.size == 0) {
            for (std::int64_t pixel = 0; pixel < end - x; ++pixel)
              fill(taps, bias + o, channels, images, out + pixel * output_step);
            continue;
          }
          const std::int64_t most = most_vectors(channels);
          if (!beside && 2 * vectors <= most) {
            for (std::int64_t v = 0; v < images; v += kLanes) {
              for_each_part(end - x, most, [&](std::int64_t pixel, std::int64_t count) {
                kSumSpreadTaps.of[channels - 1][count - 1](taps, in + v + pixel * step, w, bias + o,
                                                           out + v + pixel * output_step);
              });
            }
            continue;
          }
          const std::int64_t run = beside ? end - x : 1;
          for (std::int64_t pixel = 0; pixel < end - x; pixel += run) {
            for_each_part(run * vectors, most, [&](std::int64_t v, std::int64_t count) {
              kSumTaps.of[channels - 1][count - 1](taps, in + pixel * step + v * kLanes, w, bias + o,
                                                   out + pixel * output_step + v * kLanes);
            });
          }
        }
      });
    });
  }
}

/// Where weight (out, in, row, column) lies in the kernel of a group.
struct WeightOrder {
  std::int64_t out_step, in_step, row_step;
};

/// Weights as `convolve` reads them: part by part of its output channels, [in][tap][channel of the part].
inline void pack_weight(const Windows& windows, const WeightOrder& order, const float* weight,
                        float* packed) {
  const Axis &height = windows.height, &width = windows.width;
  weight += height.kernel_first * order.row_step + width.kernel_first;
  for_each_part(windows.out_channels, kSumChannels, [&](std::int64_t begin, std::int64_t channels) {
    for (std::int64_t in = 0; in < windows.in_channels; ++in) {
      for (std::int64_t row = 0; row < height.taps; ++row) {
        for (std::int64_t column = 0; column < width.taps; ++column) {
          const float* from = weight + in * order.in_step + row * height.kernel_step * order.row_step +
                              column * width.kernel_step;
          for (std::int64_t o = begin; o < begin + channels; ++o) *packed++ = from[o * order.out_step];
        }
      }
    }
  });
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
