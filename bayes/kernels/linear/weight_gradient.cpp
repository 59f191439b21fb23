#include "bayes/kernels/linear/weight_gradient.h"

#include <algorithm>
#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/linear/weight_gradient_paths.h"

namespace bayes::kernels {
namespace {

void require_sizes(std::int64_t rows, std::int64_t columns, std::int64_t images) {
  if (rows >= 0 && columns >= 0 && images >= 0) return;
  throw Error("the gradient of " + std::to_string(rows) + " x " + std::to_string(columns) + " weights by " +
                  std::to_string(images) + " images is asked for",
              "weight_gradient", "pass sizes that are not negative");
}

}  // namespace

std::int64_t packed_inputs_size(std::int64_t columns, std::int64_t images) {
  require_sizes(/*rows=*/0, columns, images);
  return (columns + kPanel - 1) / kPanel * kPanel * images;
}

void pack_inputs(const float* inputs, std::int64_t columns, std::int64_t images, float* packed) {
  require_sizes(/*rows=*/0, columns, images);
  for (std::int64_t first = 0; first < columns; first += kPanel, packed += kPanel * images) {
    const std::int64_t width = std::min(kPanel, columns - first);
    for (std::int64_t n = 0; n < images; ++n) {
      float* to = packed + n * kPanel;
      for (std::int64_t c = 0; c < width; ++c) to[c] = inputs[(first + c) * images + n];
      for (std::int64_t c = width; c < kPanel; ++c) to[c] = 0.0f;
    }
  }
}

void add_weight_gradient_rows(const float* gradients, const float* packed, std::int64_t rows,
                              std::int64_t columns, std::int64_t images, float* sum) {
  require_sizes(rows, columns, images);
  best_path<WeightGradientPath>().add_weight_gradient_rows(gradients, packed, rows, columns, images, sum);
}

bool weight_gradient_stays_finite(const float* gradients, std::int64_t rows, const float* inputs,
                                  std::int64_t columns, std::int64_t images) {
  require_sizes(rows, columns, images);
  const double gradient = best_path<WeightGradientPath>().largest_magnitude(gradients, rows * images);
  const double input = best_path<WeightGradientPath>().largest_magnitude(inputs, columns * images);
  return gradient * input * static_cast<double>(images) < 1e38;  // and so rounded up it does not overflow
}

}  // namespace bayes::kernels
