#include "bayes/calibration/isotonic_regression.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "tests/bayes/calibration/golden_calibration.h"
#include "tests/bayes/calibration/miscalibrated.h"

namespace bayes {
namespace {

TEST(IsotonicRegression, GivenTheScriptsClassesWhenFittedThenCurvesAreScikitLearns) {
  const auto golden = golden_calibration();
  const auto& isotonic = golden.at("isotonic");
  const auto probabilities = golden_calibration_predictive(golden).mean_probabilities();
  const auto labels = golden_calibration_labels(golden);
  for (std::int64_t c = 0; c < 3; ++c) {
    std::vector<double> x, y;
    for (std::int64_t n = 0; n < probabilities.size(0); ++n) {
      x.push_back(probabilities[n][c].item<double>());
      y.push_back(labels[n].item<std::int64_t>() == c ? 1.0 : 0.0);
    }

    const auto curve = fit_isotonic_curve(x, y);

    const auto at = static_cast<std::size_t>(c);
    const auto grid = isotonic.at("grid").get<std::vector<double>>();
    const auto on_grid = isotonic.at("curves").at(at).get<std::vector<double>>();
    for (std::size_t i = 0; i < grid.size(); ++i) EXPECT_NEAR(curve(grid[i]), on_grid[i], 1e-10) << grid[i];
    const auto fitted = isotonic.at("fitted").at(at).get<std::vector<double>>();
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_NEAR(curve(x[i]), fitted[i], 1e-10) << i;
  }
}

TEST(IsotonicRegression, GivenEqualProbabilitiesWhenFittedThenTheirOutcomesAreAveraged) {
  const auto curve = fit_isotonic_curve({0.5, 0.2, 0.5, 0.5, 0.9}, {1, 0, 0, 1, 1});

  EXPECT_EQ(curve.x, (std::vector<double>{0.2, 0.5, 0.9}));
  EXPECT_NEAR(curve(0.5), 2.0 / 3.0, 1e-15);
  EXPECT_NEAR(curve(0.35), 1.0 / 3.0, 1e-15);  // halfway between 0 and 2/3
  EXPECT_EQ(curve(0.0), 0.0);
  EXPECT_EQ(curve(1.0), 1.0);
  EXPECT_EQ(curve.levels(), 3);
}

TEST(IsotonicRegression, GivenLevelsOfManyPointsWhenFittedThenTheirEndsAreKept) {
  const auto curve = fit_isotonic_curve({0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, {0, 0, 0, 1, 1, 1});

  EXPECT_EQ(curve.x, (std::vector<double>{0.1, 0.3, 0.4, 0.6}));
  EXPECT_EQ(curve.y, (std::vector<double>{0, 0, 1, 1}));
  EXPECT_EQ(curve(0.25), 0.0);
  EXPECT_NEAR(curve(0.35), 0.5, 1e-12);
}

TEST(IsotonicRegression, GivenRowsWhereEveryCurveIsZeroWhenAppliedThenTheyAreUniform) {
  // Every class is right at 0.6 and wrong at 0.4: up to there each curve is 0.
  const CategoricalPredictive validation{
      torch::tensor({{{0.6, 0.4, 0.0}, {0.0, 0.6, 0.4}, {0.4, 0.0, 0.6}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 1, 2}, torch::kInt64);
  const CategoricalPredictive other{
      torch::tensor({{{0.1, 0.1, 0.8}, {0.4, 0.4, 0.2}}}, torch::kFloat64).log()};

  const auto calibration = isotonic_regression({})(validation, labels);

  EXPECT_EQ(calibration.parameters, 6);  // two levels for each class
  // By hand: floor (1/3) / (3 + 1) = 1/12, and 1 for class 2.
  const auto probabilities = calibration.apply(other).mean_probabilities();
  EXPECT_NEAR(probabilities[0][0].item<double>(), (1.0 / 12) / (1 + 2.0 / 12), 1e-12);
  EXPECT_NEAR(probabilities[0][2].item<double>(), 1 / (1 + 2.0 / 12), 1e-12);
  for (std::int64_t c = 0; c < 3; ++c) EXPECT_NEAR(probabilities[1][c].item<double>(), 1.0 / 3.0, 1e-12);
}

TEST(IsotonicRegression,
     GivenAPredictiveThatIsTooSureWhenCalibratedThenTheLikelihoodIsBetterOnOtherExamples) {
  const auto [predictive, labels] =
      miscalibrated_by(0.4 * torch::eye(3, torch::kFloat64), torch::zeros(3, torch::kFloat64), 4000);
  const auto first = torch::arange(2000), second = torch::arange(2000, 4000);
  const auto others = predictive.at(second);
  const auto other_labels = labels.index_select(0, second);

  const auto calibrated =
      isotonic_regression({})(predictive.at(first), labels.index_select(0, first)).apply(others);

  EXPECT_LT(negative_log_likelihood(calibrated, other_labels),
            negative_log_likelihood(others, other_labels) - 0.1);
  EXPECT_TRUE(std::isfinite(negative_log_likelihood(calibrated, (other_labels + 1).remainder(3))));
}

}  // namespace
}  // namespace bayes
