// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/linear/weight_gradient_paths.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Sums that stay in registers: kRows x kVectors of them, with room for the inputs' vectors and one gradient.
#if defined(__AVX512F__)
constexpr int kRows = 8, kVectors = 3;
#else
constexpr int kRows = 4, kVectors = 2;
#endif
constexpr std::int64_t kWidth = kVectors * kLanes;
static_assert(kPanel % kWidth == 0);

/// sum [size rows of so many columns] += the products of rows of gradients with kWidth columns of a panel.
template <int size>
inline void add_products(const float* gradients, const float* panel, std::int64_t images,
                         std::int64_t columns, std::int64_t width, float* sum) {
  Vector sums[size][kVectors];
  for (int r = 0; r < size; ++r) {
    for (int v = 0; v < kVectors; ++v) sums[r][v] = Vector{};
  }
  for (std::int64_t n = 0; n < images; ++n) {
    Vector inputs[kVectors];
    for (int v = 0; v < kVectors; ++v) inputs[v] = load(panel + n * kPanel + v * kLanes);
    for (int r = 0; r < size; ++r) {
      const Vector gradient = broadcast(gradients[r * images + n]);
      for (int v = 0; v < kVectors; ++v) sums[r][v] = multiply_add(gradient, inputs[v], sums[r][v]);
    }
  }
  for (int r = 0; r < size; ++r) {
    float* to = sum + r * columns;
    if (width >= kWidth) {
      for (int v = 0; v < kVectors; ++v) store(to + v * kLanes, load(to + v * kLanes) + sums[r][v]);
    } else {
      float all[kWidth];
      for (int v = 0; v < kVectors; ++v) store(all + v * kLanes, sums[r][v]);
      for (std::int64_t c = 0; c < width; ++c) to[c] += all[c];
    }
  }
}

void add_weight_gradient_rows(const float* gradients, const float* packed, std::int64_t rows,
                              std::int64_t columns, std::int64_t images, float* sum) {
  for (std::int64_t c = 0; c < columns; c += kWidth) {
    const float* panel = packed + c / kPanel * kPanel * images + c % kPanel;
    std::int64_t r = 0;
    for (; r + kRows <= rows; r += kRows) {
      add_products<kRows>(gradients + r * images, panel, images, columns, columns - c, sum + r * columns + c);
    }
    for (; r < rows; ++r) {
      add_products<1>(gradients + r * images, panel, images, columns, columns - c, sum + r * columns + c);
    }
  }
}

float largest_magnitude(const float* values, std::int64_t count) {
  // As bits without the sign, whose order is that of magnitudes, with infinity and NaN at the upper end.
  std::int32_t largest = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    std::int32_t bits;
    __builtin_memcpy(&bits, values + i, sizeof bits);
    bits &= 0x7FFFFFFF;
    largest = bits > largest ? bits : largest;
  }
  float magnitude;
  __builtin_memcpy(&magnitude, &largest, sizeof magnitude);
  return magnitude;
}

constexpr WeightGradientPath kWeightGradientPath = {add_weight_gradient_rows, largest_magnitude};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::WeightGradientPath bayes::kernels::WeightGradientPath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kWeightGradientPath;
