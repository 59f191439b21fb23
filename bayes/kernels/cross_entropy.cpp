#include "bayes/kernels/cross_entropy.h"

#include <cmath>
#include <string>
#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {

CrossEntropy cross_entropy(const LogitsLayout& layout, const float* logits, const std::int64_t* labels,
                           double scale, float* gradient) {
  CrossEntropy result;
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
      const double error = exponentials[c] / sum - (c == label ? 1.0 : 0.0);
      out[c * layout.class_stride] = static_cast<float>(scale * error);
    }
    result.nll_sum += std::log(sum) + shift - row[label * layout.class_stride];
    result.correct += largest == label ? 1 : 0;
  }
  return result;
}

}  // namespace bayes::kernels
