#pragma once

#include "bayes/calibration/calibration.h"

namespace bayes {

struct VectorScalingOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// softmax(w * log p + b) of the averaged predictive, with a scale and an intercept for each class: 2 C
/// numbers, of the least negative log likelihood on validation (see `fit_affine_scaling`). Accuracy may
/// change.
/// Source: Guo et al. 2017, section 4.2, of log probabilities instead of logits.
FitCalibration vector_scaling(const VectorScalingOptions& options);

}  // namespace bayes
