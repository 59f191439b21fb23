#pragma once

#include <cstdint>
#include <vector>

#include "bayes/predictive/predictive.h"
#include "experiments/catalog/conformal_methods.h"
#include "notebooks_export/run_record.h"

namespace bnn {

/// A predictive with the classes of its images.
struct LabelledPredictive {
  const bayes::Predictive& predictive;
  const torch::Tensor& labels;
};

/// Finds the thresholds of each kind of prediction sets on validation images, and measures its sets of test
/// images.
std::vector<report::ConformalRecord> evaluate_conformal(const Selections<MakeConformalMethod>& selections,
                                                        const LabelledPredictive& validation,
                                                        const LabelledPredictive& test, std::uint64_t seed);

}  // namespace bnn
