#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// Whether one of two predictives is right more often than the other on the same examples.
struct McNemarTest {
  std::int64_t only_first_right = 0;   ///< examples that the first predicts right and the second wrong
  std::int64_t only_second_right = 0;  ///< the other way round
  double p_value = 1.0;                ///< two-sided, in [0, 1]; small: their accuracies differ
};

/// McNemar's test: where both are equally accurate, an example on which they differ is as likely to be in
/// favour of either. Looks at the predicted classes alone.
///   labels  [N], int64, each in [0, C)
/// Throws `Error` as `require_labels`, for either predictive.
/// Source: McNemar 1947; Dietterich 1998.
McNemarTest mcnemar_test(const CategoricalPredictive& first, const CategoricalPredictive& second,
                         const torch::Tensor& labels);

/// The two-sided p-value from the numbers b, c >= 0 of examples in favour of each. Below b + c = 25 exact:
/// twice the smaller tail of a binomial distribution with share 1/2, at most 1; from 25 on of
/// (|b - c| - 1)^2 / (b + c), with Edwards's correction for continuity, under chi squared with one degree of
/// freedom. 1 where b = c.
double mcnemar_p_value(std::int64_t only_first_right, std::int64_t only_second_right);

}  // namespace bayes
