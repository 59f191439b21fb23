#include "bayes/calibration/pit_recalibration.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <vector>

#include "bayes/core/error.h"
#include "tests/bayes/metrics/regression/golden_regression.h"

namespace bayes {
namespace {

/// Standard normals are predicted; the targets have half their spread and a bias.
NumberedExamples draw_examples(std::int64_t count) {
  const auto location = torch::randn({1, count, 1}, torch::kFloat64);
  return {MixturePredictive(location, torch::ones_like(location)),
          location[0] + 0.4 + 0.5 * torch::randn({count, 1}, torch::kFloat64)};
}

double share_below(const torch::Tensor& targets, const torch::Tensor& quantile) {
  return targets.le(quantile).to(torch::kFloat64).mean().item<double>();
}

TEST(PitRecalibration, GivenTransformsOfWhichTwoAreEqualWhenFittedThenTheCurveIsThatByHand) {
  const MixturePredictive validation(torch::zeros({1, 4, 1}, torch::kFloat64),
                                     torch::ones({1, 4, 1}, torch::kFloat64));
  // u = 0 exactly, 1/2 twice and 1 exactly: the ends only count.
  const auto targets = torch::tensor({-60.0, 0.0, 60.0, 0.0}, torch::kFloat64).unsqueeze(1);

  const auto curve = fit_pit_recalibration(validation, targets).curves.front();

  EXPECT_EQ(curve.x, (std::vector<double>{0.0, 0.5, 1.0}));
  EXPECT_EQ(curve.y, (std::vector<double>{0.0, 0.5, 1.0}));  // (2 + 3) / 2 of 5
}

// 400 sets of 39 examples: the share of new targets below a corrected quantile is on average exactly the
// share asked for where that is i / 40, an order statistic; before it is 0.0004 at 0.1. Its error is 0.0025
// to 0.004.
TEST(PitRecalibration, GivenManySetsWhenRecalibratedThenQuantilesHoldWhatTheySay) {
  constexpr int kSets = 400;
  torch::manual_seed(6);
  for (const double share : {0.1, 0.5, 0.9}) {
    double mean = 0.0, square = 0.0;
    for (int set = 0; set < kSets; ++set) {
      const auto validation = draw_examples(39), test = draw_examples(200);
      const auto fitted = fit_pit_recalibration(validation.predictive, validation.targets);
      const double below = share_below(test.targets, fitted.quantile(test.predictive, share));
      mean += below / kSets;
      square += below * below / kSets;
    }
    const double error = std::sqrt((square - mean * mean) / kSets);

    EXPECT_NEAR(mean, share, 4 * error) << share;
    EXPECT_LT(error, 0.006) << share;
  }
}

TEST(PitRecalibration, GivenQuantilesWhenTheirShareIsAskedThenItIsTheOneGiven) {
  const auto golden = GoldenRegression("student_t");
  const auto validation = golden.validation(), test = golden.test();
  const auto fitted = fit_pit_recalibration(validation.predictive, validation.targets);

  for (const double share : {0.01, 0.3, 0.5, 0.99}) {
    const auto back = fitted.cdf(test.predictive, fitted.quantile(test.predictive, share));

    // Quantiles to 1e-9 of the scale; the curve is nowhere steeper than 1e3 here.
    EXPECT_LT((back - share).abs().max().item<double>(), 1e-6) << share;
  }
}

TEST(PitRecalibration, GivenTheScriptsExamplesWhenRecalibratedThenSharesAndQuantilesAreNumpys) {
  for (const char* law : {"normal", "student_t"}) {
    const GoldenRegression golden(law);
    const auto validation = golden.validation(), test = golden.test();
    const auto& expected = golden.expected.at("recalibrated");

    const auto fitted = fit_pit_recalibration(validation.predictive, validation.targets);
    const auto cdf = fitted.cdf(test.predictive, test.targets);
    const auto quantile = fitted.quantile(test.predictive, golden.all.at("share").get<double>());

    EXPECT_LT((cdf - matrix_of(expected.at("cdf"))).abs().max().item<double>(), 1e-9) << law;
    EXPECT_LT((quantile - matrix_of(expected.at("quantile"))).abs().max().item<double>(), 1e-6) << law;
  }
}

TEST(PitRecalibration, GivenWhatDoesNotFitWhenFittedOrAskedThenErrorIsThrown) {
  torch::manual_seed(7);
  const auto one = draw_examples(5);
  const auto two = GoldenRegression("normal").test();
  const auto fitted = fit_pit_recalibration(one.predictive, one.targets);

  EXPECT_THROW(fit_pit_recalibration(one.predictive, two.targets), Error);
  EXPECT_THROW(fitted.cdf(two.predictive, two.targets), Error);
  EXPECT_THROW(fitted.quantile(two.predictive, 0.5), Error);
  for (const double share : {0.0, 1.0, std::nan("")})
    EXPECT_THROW(fitted.quantile(one.predictive, share), Error);
}

}  // namespace
}  // namespace bayes
