#include "bayes/calibration/matrix_scaling.h"

#include <gtest/gtest.h>

#include "bayes/calibration/affine_scaling.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "tests/bayes/calibration/golden_calibration.h"
#include "tests/bayes/calibration/miscalibrated.h"

namespace bayes {
namespace {

TEST(MatrixScaling, GivenNoPenaltyWhenFittedThenProbabilitiesAreScikitLearnsLogisticRegressions) {
  const auto golden = golden_calibration();
  const auto predictive = golden_calibration_predictive(golden);

  const auto calibration =
      matrix_scaling({/*off_diagonal_penalty=*/0.0, /*intercept_penalty=*/0.0, /*prior_weight=*/0.0})(
          predictive, golden_calibration_labels(golden));

  EXPECT_EQ(calibration.parameters, 12);  // by hand: 3 * (3 + 1)
  EXPECT_LT(largest_difference(calibration.apply(predictive).mean_probabilities(),
                               golden_matrix(golden.at("matrix_probabilities"))),
            1e-6);  // its solver stops at slopes of 1e-9
}

TEST(MatrixScaling, GivenPenaltiesWhenFittedThenProbabilitiesAndObjectiveAreScipys) {
  const auto golden = golden_calibration();
  const auto& odir = golden.at("odir");
  const auto predictive = golden_calibration_predictive(golden);
  const auto labels = golden_calibration_labels(golden);
  const MatrixScalingOptions options{odir.at("off_diagonal_penalty"), odir.at("intercept_penalty"),
                                     /*prior_weight=*/0.0};

  const auto calibrated = matrix_scaling(options)(predictive, labels).apply(predictive);

  const AffineScaling scipys{golden_matrix(odir.at("weight")), golden_vector(odir.at("intercept"))};
  EXPECT_LT(largest_difference(calibrated.mean_probabilities(),
                               with_affine_scaling(predictive, scipys).mean_probabilities()),
            1e-6);
}

TEST(MatrixScaling, GivenLabelsOfAKnownMatrixWhenFittedThenTheTrueProbabilitiesComeBack) {
  const auto weight = torch::tensor({{0.6, 0.2, 0.0}, {-0.2, 0.9, 0.1}, {0.0, 0.3, 1.5}}, torch::kFloat64);
  const auto intercept = torch::tensor({0.4, 0.0, -0.4}, torch::kFloat64);
  const auto [predictive, labels] = miscalibrated_by(weight, intercept, 20000);

  const auto calibrated = matrix_scaling({0.0, 0.0, 0.0})(predictive, labels).apply(predictive);

  const auto truth = (predictive.mean_log_probabilities().matmul(weight.t()) + intercept).softmax(1);
  // As for vector scaling, with 8 numbers that matter: all rows may move together.
  EXPECT_LT(divergence(truth, calibrated), 32.0 / (2 * 20000));
  EXPECT_GT(divergence(truth, predictive), 0.1);
}

TEST(MatrixScaling, GivenAnEnormousPenaltyWhenFittedThenOnlyTheDiagonalIsLeft) {
  const auto golden = golden_calibration();
  const auto predictive = golden_calibration_predictive(golden);
  const auto labels = golden_calibration_labels(golden);

  const auto stiff = matrix_scaling({1e9, 1e9, 0.0})(predictive, labels).apply(predictive);
  const auto loose = matrix_scaling({0.0, 0.0, 0.0})(predictive, labels).apply(predictive);

  const double without = negative_log_likelihood(predictive, labels);
  EXPECT_LE(negative_log_likelihood(stiff, labels), without);
  EXPECT_LT(negative_log_likelihood(loose, labels), negative_log_likelihood(stiff, labels));
}

TEST(MatrixScaling, GivenLabelsThatCanBeSeparatedWhenFittedThenNumbersAreModerateAndItIsSaid) {
  // 12 examples of 3 classes that are all right: every way of raising the labels' logits is free.
  const auto labels = torch::arange(12).remainder(3);
  const auto logits = 3.0 * torch::one_hot(labels, 3).to(torch::kFloat64);
  const CategoricalPredictive predictive(logits.log_softmax(1).unsqueeze(0));

  const auto calibration = matrix_scaling({})(predictive, labels);

  EXPECT_TRUE(calibration.converged);
  EXPECT_FALSE(calibration.has_maximum);
  // More certain than before, but not without end, as without penalties, where slopes of 1e-10 end it.
  const auto plain = matrix_scaling({0.0, 0.0, 0.0})(predictive, labels);
  const double after = negative_log_likelihood(calibration.apply(predictive), labels);
  EXPECT_LT(after, negative_log_likelihood(predictive, labels));
  EXPECT_GT(after, 1e-3);
  EXPECT_LT(negative_log_likelihood(plain.apply(predictive), labels), 1e-8);
  EXPECT_FALSE(plain.has_maximum);
}

}  // namespace
}  // namespace bayes
