#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

namespace bayes {

/// How well one class is found. Shares in [0, 1]; higher is better.
struct ClassScore {
  double precision =
      0.0;              ///< of the examples taken for the class, the share that is; NaN where there is none
  double recall = 0.0;  ///< of the examples of the class, the share taken for it; NaN where there is none
  double f1 = 0.0;      ///< 2 hits / (taken for it + of it); NaN where the class never occurs in either
  std::int64_t support = 0;  ///< examples of the class
};

/// Precision, recall, F1 and support of every class: [C]. What is not defined is NaN and not 0: a class that
/// is never predicted has no precision.
///   confusion  as `confusion_matrix`: [C, C], int64, [true class][predicted class]
/// Throws `Error` where it is no square matrix of int64.
/// Source: van Rijsbergen 1979, chapter 7 (F with equal weights).
std::vector<ClassScore> class_scores(const torch::Tensor& confusion);

}  // namespace bayes
