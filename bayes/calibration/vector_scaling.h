#pragma once

#include "bayes/calibration/calibration.h"
#include "bayes/core/fields.h"

namespace bayes {

struct VectorScalingOptions {
  double prior_weight = 1.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("prior_weight", options.prior_weight, non_negative(),
          "How many examples the prior around temperature scaling counts for; 0 for none.");
  }
};

/// softmax(w * log p + b) of the averaged predictive, with a scale and an intercept for each class: 2 C
/// numbers that minimise, in nats over all validation examples,
///   negative log likelihood + prior_weight / 2 (sum of (T w[i] - 1)^2 + sum of b[i]^2)
/// with T of `fit_temperature`. The prior is a Gaussian around temperature scaling, with standard deviations
/// of 100 % of a scale and of 1 nat of an intercept; it does not grow with N. It keeps the numbers finite
/// where a class can be told from the others without an error. Fitted from temperature scaling, at which the
/// prior costs nothing, so that the validation labels are never less likely than by that (see
/// `fit_affine_scaling`). Accuracy may change.
/// Numbers: scales w [C], intercepts b [C].
/// Source: Guo et al. 2017, section 4.2, of log probabilities instead of logits.
FitCalibration vector_scaling(const VectorScalingOptions& options);

}  // namespace bayes
