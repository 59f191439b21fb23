// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/linear/fully_connected_paths.h"
#include "bayes/kernels/scratch.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

// Sums that stay in registers: kRows x kMostVectors of them, with room for a row of the batch and one weight.
constexpr int kRows = 6;
#if defined(__AVX512F__)
constexpr int kMostVectors = 4;
#else
constexpr int kMostVectors = 2;
#endif

/// Products of two matrices of which the second, and the result, have images innermost:
///   result[r, n] = sum over k of factor[r * row_step + k * sum_step] * batch[k, n]
struct Product {
  const float* factor;
  std::int64_t row_step, sum_step;
  std::int64_t rows, sums;
  std::int64_t images, stride;  ///< of which so many are computed; from one row of the batch to the next
  const float* batch;
  float* result;
};

/// So many terms of the input's gradient are added up before the next rows have their turn: their weights, in
/// rows of memory, stay in the first-level cache while their columns are gone through.
constexpr std::int64_t kTerms = 64;

/// Adds the terms [begin, end) of `size` rows from `row` on, for `vectors` registers of images from `image`
/// on. bias: what to begin with at term 0, one for each of all rows; null for 0.
template <int size, int vectors>
inline void add_terms(const Product& p, std::int64_t row, std::int64_t image, std::int64_t begin,
                      std::int64_t end, const float* bias) {
  Vector sums[size][vectors];
  float* result = p.result + row * p.stride + image;
  for (int r = 0; r < size; ++r) {
    for (int v = 0; v < vectors; ++v) {
      if (begin > 0) {
        sums[r][v] = load(result + r * p.stride + v * kLanes);
      } else {
        sums[r][v] = bias == nullptr ? Vector{} : broadcast(bias[row + r]);
      }
    }
  }
  const float* factor = p.factor + row * p.row_step;
  for (std::int64_t k = begin; k < end; ++k) {
    // Columns of weights lie too far apart for a processor to see them coming.
    if (p.sum_step != 1) __builtin_prefetch(factor + (k + kTerms) * p.sum_step);
    Vector batch[vectors];
    for (int v = 0; v < vectors; ++v) batch[v] = load(p.batch + k * p.stride + image + v * kLanes);
    for (int r = 0; r < size; ++r) {
      const Vector weight = broadcast(factor[r * p.row_step + k * p.sum_step]);
      for (int v = 0; v < vectors; ++v) sums[r][v] = multiply_add(weight, batch[v], sums[r][v]);
    }
  }
  for (int r = 0; r < size; ++r) {
    for (int v = 0; v < vectors; ++v) store(result + r * p.stride + v * kLanes, sums[r][v]);
  }
}

template <int vectors>
inline void add_terms(const Product& p, std::int64_t row, std::int64_t size, std::int64_t image,
                      std::int64_t begin, std::int64_t end, const float* bias) {
  switch (size) {
    case 1:
      return add_terms<1, vectors>(p, row, image, begin, end, bias);
    case 2:
      return add_terms<2, vectors>(p, row, image, begin, end, bias);
    case 3:
      return add_terms<3, vectors>(p, row, image, begin, end, bias);
    case 4:
      return add_terms<4, vectors>(p, row, image, begin, end, bias);
    case 5:
      return add_terms<5, vectors>(p, row, image, begin, end, bias);
    default:
      return add_terms<kRows, vectors>(p, row, image, begin, end, bias);
  }
}

/// images: a multiple of vectors * kLanes. terms: how many are added up before the next rows have their turn.
template <int vectors>
inline void multiply(const Product& p, std::int64_t terms, const float* bias) {
  for (std::int64_t begin = 0; begin == 0 || begin < p.sums; begin += terms) {
    const std::int64_t end = smaller(begin + terms, p.sums);
    for_each_part(p.rows, kRows, [&](std::int64_t row, std::int64_t size) {
      for (std::int64_t image = 0; image < p.images; image += vectors * kLanes) {
        add_terms<vectors>(p, row, size, image, begin, end, bias);
      }
    });
  }
}

/// Images that do not fill kMostVectors registers are moved to where they lie among zeros.
inline void multiply(const Product& p, std::int64_t terms, const float* bias) {
  Product whole = p, rest = p;
  whole.images = p.images / (kMostVectors * kLanes) * (kMostVectors * kLanes);
  if (whole.images > 0) multiply<kMostVectors>(whole, terms, bias);
  const std::int64_t left = p.images - whole.images;
  if (left == 0) return;
  const std::int64_t width = (left + kLanes - 1) / kLanes * kLanes;
  float* batch = scratch((p.sums + p.rows) * width);
  rest.images = rest.stride = width;
  rest.batch = batch;
  rest.result = batch + p.sums * width;
  for (std::int64_t k = 0; k < p.sums; ++k) {
    const float* from = p.batch + k * p.stride + whole.images;
    for (std::int64_t n = 0; n < width; ++n) batch[k * width + n] = n < left ? from[n] : 0.0f;
  }
  switch (width / kLanes) {
    case 1:
      multiply<1>(rest, terms, bias);
      break;
    case 2:
      multiply<2>(rest, terms, bias);
      break;
    case 3:
      multiply<3>(rest, terms, bias);
      break;
    default:
      multiply<kMostVectors>(rest, terms, bias);
  }
  for (std::int64_t r = 0; r < p.rows; ++r) {
    float* to = p.result + r * p.stride + whole.images;
    __builtin_memcpy(to, rest.result + r * width, static_cast<std::size_t>(left) * sizeof(float));
  }
}

void fully_connected(const FullyConnectedShape& shape, const float* input, const float* weight,
                     const float* bias, float* output) {
  const auto [in, out, images] = shape;
  multiply({weight, in, 1, out, in, images, images, input, output}, /*terms=*/larger(in, 1), bias);
}

void fully_connected_input_gradient(const FullyConnectedShape& shape, const float* output_gradient,
                                    const float* weight, float* input_gradient) {
  const auto [in, out, images] = shape;
  multiply({weight, 1, in, in, out, images, images, output_gradient, input_gradient}, kTerms,
           /*bias=*/nullptr);
}

constexpr FullyConnectedPath kFullyConnectedPath = {fully_connected, fully_connected_input_gradient};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::FullyConnectedPath bayes::kernels::FullyConnectedPath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kFullyConnectedPath;
