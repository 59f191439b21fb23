#include "bayes/calibration/vector_scaling.h"

#include <gtest/gtest.h>

#include "tests/bayes/calibration/golden_calibration.h"
#include "tests/bayes/calibration/miscalibrated.h"

namespace bayes {
namespace {

TEST(VectorScaling, GivenTheScriptsPredictiveWhenFittedThenProbabilitiesAreScipys) {
  const auto golden = golden_calibration();
  const auto predictive = golden_calibration_predictive(golden);

  const auto calibration = vector_scaling({})(predictive, golden_calibration_labels(golden));

  EXPECT_EQ(calibration.parameters, 6);  // by hand: 2 of 3 classes each
  EXPECT_LT(largest_difference(calibration.apply(predictive).mean_probabilities(),
                               golden_matrix(golden.at("vector_probabilities"))),
            1e-6);  // SciPy's BFGS stops at slopes of 1e-9
}

TEST(VectorScaling, GivenLabelsOfKnownScalesWhenFittedThenTheTrueProbabilitiesComeBack) {
  const auto scales = torch::tensor({0.5, 1.0, 2.0, 0.8}, torch::kFloat64);
  const auto intercepts = torch::tensor({0.5, -0.5, 0.0, 0.2}, torch::kFloat64);
  const auto [predictive, labels] = miscalibrated_by(scales.diag(), intercepts, 20000);

  const auto calibrated = vector_scaling({})(predictive, labels).apply(predictive);

  const auto truth = (predictive.mean_log_probabilities() * scales + intercepts).softmax(1);
  // 2 N times the divergence is chi-squared with as many degrees as numbers that matter, 7 (all intercepts
  // may move together): below 30 but for once in 10,000.
  EXPECT_LT(divergence(truth, calibrated), 30.0 / (2 * 20000));
  EXPECT_GT(divergence(truth, predictive), 0.1);
}

}  // namespace
}  // namespace bayes
