// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution/convolution_axis_loops.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Products that are summed in registers at a time: output channels times taps (input channel, row, column);
// and the vectors of each that are worked on before the next taps, which have to fit into the second-level
// cache but be many, since the sums are loaded before and stored after them. All are measured.
#if defined(__AVX512F__)
constexpr std::int64_t kProductChannels = 6, kProductTaps = 4, kProductVectors = 256;
#else
constexpr std::int64_t kProductChannels = 4, kProductTaps = 3, kProductVectors = 192;
#endif

// Floats of the sums that are kept at a time, in the same cache.
constexpr std::int64_t kProductSums = 64 * 1024;

/// Rows of vectors, in the input (of any tap) and in the gradient.
struct Rows {
  std::int64_t rows, vectors;
  std::int64_t input_step, gradient_step, gradient_channel_step;
};

/// sum[t][o] += gradient[o][v] * input[tap[t]][v], lane by lane, over the vectors of all rows.
template <std::int64_t C, std::int64_t T>
void sum_products(const Rows& rows, const float* input, const std::int64_t* tap, const float* gradient,
                  float* sums) {
  Vector sum[T][C];
  for (std::int64_t t = 0; t < T; ++t) {
    for (std::int64_t o = 0; o < C; ++o) sum[t][o] = load(sums + (t * C + o) * kLanes);
  }
  // There is a row and a vector; see sum_taps.
  std::int64_t row = 0;
  do {
    const float* in[T];
    for (std::int64_t t = 0; t < T; ++t) in[t] = input + tap[t] + row * rows.input_step;
    const float* g = gradient + row * rows.gradient_step;
    std::int64_t i = 0;
    do {
      Vector slope[C];
      for (std::int64_t o = 0; o < C; ++o) slope[o] = load(g + o * rows.gradient_channel_step + i);
      for (std::int64_t t = 0; t < T; ++t) {
        const Vector value = load(in[t] + i);
        for (std::int64_t o = 0; o < C; ++o) sum[t][o] = multiply_add(slope[o], value, sum[t][o]);
      }
      i += kLanes;
    } while (i < rows.vectors * kLanes);
  } while (++row < rows.rows);
  for (std::int64_t t = 0; t < T; ++t) {
    for (std::int64_t o = 0; o < C; ++o) store(sums + (t * C + o) * kLanes, sum[t][o]);
  }
}

using SumProducts = void (*)(const Rows&, const float*, const std::int64_t*, const float*, float*);

/// [C - 1][T - 1] is sum_products<C, T>.
struct SumProductsTable {
  SumProducts of[kProductChannels][kProductTaps] = {};
  template <std::int64_t C = 1, std::int64_t T = 1>
  constexpr void fill() {
    of[C - 1][T - 1] = sum_products<C, T>;
    if constexpr (T < kProductTaps) {
      fill<C, T + 1>();
    } else if constexpr (C < kProductChannels) {
      fill<C + 1, 1>();
    }
  }
  constexpr SumProductsTable() { fill(); }
};
constexpr SumProductsTable kSumProducts;

/// sum[o] += the lanes of gradient[o], over the vectors of all rows.
inline void sum_vectors(const Rows& rows, std::int64_t channels, const float* gradient, float* sums) {
  for (std::int64_t o = 0; o < channels; ++o) {
    Vector sum = load(sums + o * kLanes);
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      const float* g = gradient + o * rows.gradient_channel_step + row * rows.gradient_step;
      for (std::int64_t i = 0; i < rows.vectors * kLanes; i += kLanes) sum += load(g + i);
    }
    store(sums + o * kLanes, sum);
  }
}

/// The input as `sum_gradients` reads it: padded already, the columns x, x + stride, … of a row beside each
/// other.
struct PaddedInput {
  std::int64_t images, channels, height;
  std::int64_t phases, phase_width;  // columns x % phases == phase, phase by phase; in pixels

  std::int64_t row() const { return phases * phase_width * images; }
  std::int64_t channel() const { return height * row(); }
};

/// Where taps (channel, row, column) start. Returns their number.
inline std::int64_t list_taps(const PaddedInput& input, const AxisShape& height, const AxisShape& width,
                              std::int64_t* tap) {
  std::int64_t taps = 0;
  for (std::int64_t channel = 0; channel < input.channels; ++channel) {
    for (std::int64_t row = 0; row < height.kernel; ++row) {
      for (std::int64_t column = 0; column < width.kernel; ++column) {
        const std::int64_t x = column * width.dilation;
        const std::int64_t pixel = x % input.phases * input.phase_width + x / input.phases;
        tap[taps++] = channel * input.channel() + row * height.dilation * input.row() + pixel * input.images;
      }
    }
  }
  return taps;
}

/// Parts of kProductChannels whose sums, for all taps and the bias, are kept at a time: as many as the cache
/// takes, since each block of the input is then read once for all of them.
inline std::int64_t parts_at_a_time(std::int64_t taps) {
  return larger(1, kProductSums / ((taps + 1) * kProductChannels * kLanes));
}

/// The gradients of `out_channels` channels, for images that fill whole vectors. `tap` has room for all taps,
/// `sums` for kProductChannels vectors for each tap and for the bias, times `parts_at_a_time`.
inline void sum_gradients(const PaddedInput& layout, const AxisShape& height, const AxisShape& width,
                          std::int64_t out_channels, const float* input, const float* output_gradient,
                          float* weight_gradient, float* bias_gradient, std::int64_t* tap, float* sums) {
  const std::int64_t out_row = width.out_size * layout.images, out_channel = height.out_size * out_row;
  const std::int64_t input_row = height.stride * layout.row();
  const std::int64_t taps = list_taps(layout, height, width, tap);
  const std::int64_t row_vectors = out_row / kLanes;
  const std::int64_t block_rows = larger(1, kProductVectors / row_vectors);
  const std::int64_t parts = (out_channels + kProductChannels - 1) / kProductChannels;
  const auto first_channel = [&](std::int64_t part) { return part * out_channels / parts; };
  for_each_part(parts, parts_at_a_time(taps), [&](std::int64_t begin, std::int64_t count) {
    const std::int64_t first = first_channel(begin), end = first_channel(begin + count);
    const auto sums_of = [&](std::int64_t o) { return sums + (o - first) * (taps + 1) * kLanes; };
    __builtin_memset(sums, 0, static_cast<std::size_t>((end - first) * (taps + 1) * kLanes) * sizeof(float));
    for_each_part(height.out_size, block_rows, [&](std::int64_t y, std::int64_t rows) {
      for_each_part(row_vectors, kProductVectors, [&](std::int64_t v, std::int64_t vectors) {
        const Rows block{rows, vectors, input_row, out_row, out_channel};
        const float* in = input + y * input_row + v * kLanes;
        for (std::int64_t part = begin; part < begin + count; ++part) {
          const std::int64_t o = first_channel(part), channels = first_channel(part + 1) - o;
          const float* gradient = output_gradient + o * out_channel + y * out_row + v * kLanes;
          for_each_part(taps, kProductTaps, [&](std::int64_t t, std::int64_t some) {
            kSumProducts.of[channels - 1][some - 1](block, in, tap + t, gradient,
                                                    sums_of(o) + t * channels * kLanes);
          });
          if (bias_gradient != nullptr)
            sum_vectors(block, channels, gradient, sums_of(o) + taps * channels * kLanes);
        }
      });
    });
    for (std::int64_t part = begin; part < begin + count; ++part) {
      const std::int64_t o = first_channel(part), channels = first_channel(part + 1) - o;
      for (std::int64_t i = 0; i < channels; ++i) {
        const float* sum = sums_of(o) + i * kLanes;
        for (std::int64_t t = 0; t < taps; ++t)
          weight_gradient[(o + i) * taps + t] = sum_of_lanes(load(sum + t * channels * kLanes));
        if (bias_gradient != nullptr)
          bias_gradient[o + i] = sum_of_lanes(load(sum + taps * channels * kLanes));
      }
    }
  });
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET
