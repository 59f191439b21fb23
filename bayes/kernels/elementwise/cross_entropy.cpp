#include "bayes/kernels/elementwise/cross_entropy.h"

#include <cmath>
#include <string>
#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

// How far the logit of a label lies above the mean of all.
double above_mean(const LogitsLayout& layout, const float* row, std::int64_t label) {
  double sum = 0.0;
  for (std::int64_t c = 0; c < layout.classes; ++c) sum += row[c * layout.class_stride];
  return row[label * layout.class_stride] - sum / static_cast<double>(layout.classes);
}

}  // namespace

CrossEntropy cross_entropy(const LogitsLayout& layout, const float* logits, const std::int64_t* labels,
                           double scale, float* gradient, double smoothing) {
  CrossEntropy result;
  const double elsewhere = smoothing / static_cast<double>(layout.classes);
  std::vector<double> exponentials(layout.classes);
  for (std::int64_t n = 0; n < layout.examples; ++n) {
    const float* row = logits + n * layout.example_stride;
    float* out = gradient + n * layout.example_stride;
    std::int64_t largest = 0;
    for (std::int64_t c = 1; c < layout.classes; ++c) {
      if (row[c * layout.class_stride] > row[largest * layout.class_stride]) largest = c;
    }
    const double shift = row[largest * layout.class_stride];
    double sum = 0.0;
    for (std::int64_t c = 0; c < layout.classes; ++c) {
      exponentials[c] = std::exp(row[c * layout.class_stride] - shift);
      sum += exponentials[c];
    }
    const std::int64_t label = labels[n];
    if (label < 0 || label >= layout.classes) {
      throw Error(
          "label " + std::to_string(label) + " of example " + std::to_string(n) + " of the batch is no class",
          "cross_entropy", "give labels from 0 to " + std::to_string(layout.classes - 1));
    }
    for (std::int64_t c = 0; c < layout.classes; ++c) {
      const double error = exponentials[c] / sum - (c == label ? 1.0 - smoothing + elsewhere : elsewhere);
      out[c * layout.class_stride] = static_cast<float>(scale * error);
    }
    const double nll = std::log(sum) + shift - row[label * layout.class_stride];
    result.nll_sum += nll;
    result.cross_entropy_sum += nll + (smoothing > 0.0 ? smoothing * above_mean(layout, row, label) : 0.0);
    result.correct += largest == label ? 1 : 0;
  }
  return result;
}

}  // namespace bayes::kernels
