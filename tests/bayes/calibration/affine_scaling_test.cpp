#include "bayes/calibration/affine_scaling.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "tests/bayes/calibration/miscalibrated.h"

namespace bayes {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Miscalibrated three_classes(std::int64_t count) {
  const auto weight = torch::tensor({{0.5, 0.1, 0.0}, {0.0, 0.8, -0.2}, {0.1, 0.0, 1.2}}, torch::kFloat64);
  return miscalibrated_by(weight, torch::tensor({0.3, -0.3, 0.0}, torch::kFloat64), count);
}

double objective(const Miscalibrated& cases, const AffineScaling& scaling, const torch::Tensor& penalty) {
  const auto map = torch::cat({scaling.weight, scaling.intercept.unsqueeze(1)}, 1);
  const auto moved = (map - torch::eye(3, 4, torch::kFloat64)).square();
  const auto cost = torch::where(penalty.isinf(), torch::zeros_like(penalty), penalty * moved).sum();
  return negative_log_likelihood(with_affine_scaling(cases.predictive, scaling), cases.labels) +
         cost.item<double>();
}

/// The slope along one number of [W b], by central differences.
double slope(const Miscalibrated& cases, const AffineScaling& at, const torch::Tensor& penalty,
             std::int64_t row, std::int64_t column) {
  constexpr double kStep = 1e-5;
  const auto moved = [&](double by) {
    AffineScaling other{at.weight.clone(), at.intercept.clone()};
    auto number = column < 3 ? other.weight[row][column] : other.intercept[row];
    number += by;
    return objective(cases, other, penalty);
  };
  return (moved(kStep) - moved(-kStep)) / (2 * kStep);
}

TEST(AffineScaling, GivenTheFittedMapWhenAnyNumberMovesThenTheSlopeIsZero) {
  const auto cases = three_classes(200);
  for (const double cost : {0.0, 0.2}) {
    const auto penalty = torch::full({3, 4}, cost, torch::kFloat64);

    const auto fitted = fit_affine_scaling(cases.predictive, cases.labels, penalty);

    for (std::int64_t row = 0; row < 3; ++row) {
      for (std::int64_t column = 0; column < 4; ++column) {
        // Rounding of the differences: 1e-16 / 1e-5.
        EXPECT_NEAR(slope(cases, fitted, penalty, row, column), 0.0, 1e-9) << row << " " << column;
      }
    }
  }
}

TEST(AffineScaling, GivenInfinitePenaltiesWhenFittedThenThoseNumbersStayTheIdentitys) {
  const auto cases = three_classes(200);
  auto penalty = torch::full({3, 4}, kInfinity, torch::kFloat64);
  penalty[1][1] = 0.0;

  const auto fitted = fit_affine_scaling(cases.predictive, cases.labels, penalty);

  const auto moved = (fitted.weight - torch::eye(3, torch::kFloat64)).abs();
  EXPECT_GT(moved[1][1].item<double>(), 0.01);
  EXPECT_EQ(moved.sum().item<double>(), moved[1][1].item<double>());
  EXPECT_EQ(fitted.intercept.abs().sum().item<double>(), 0.0);
  EXPECT_NEAR(slope(cases, fitted, penalty, 1, 1), 0.0, 1e-9);
}

TEST(AffineScaling, GivenFewExamplesWhenFittedThenTheLikelihoodIsNeverWorseThanWithoutAndFinite) {
  for (const std::int64_t count : {1, 2, 5, 20, 100}) {  // few: separable, without a finite optimum
    const auto cases = three_classes(count);
    const auto penalty = torch::zeros({3, 4}, torch::kFloat64);

    const auto fitted = fit_affine_scaling(cases.predictive, cases.labels, penalty);

    EXPECT_TRUE(torch::isfinite(fitted.weight).all().item<bool>()) << count;
    if (count <= 5) {
      EXPECT_FALSE(fitted.has_maximum) << count;
    }
    if (count == 100) {
      EXPECT_TRUE(fitted.has_maximum);
    }
    EXPECT_LE(negative_log_likelihood(with_affine_scaling(cases.predictive, fitted), cases.labels),
              negative_log_likelihood(cases.predictive, cases.labels) + 1e-15)
        << count;
  }
}

TEST(AffineScaling, GivenExamplesThatOverlapOrNotWhenFittedThenItSaysWhetherTheLikelihoodHasAMaximum) {
  // Two classes; log p of class 1 less that of class 0 is `gap`. By hand: an intercept and two scales can set
  // the classes apart without an error just where no gap of class 1 lies below one of class 0, in one of both
  // directions.
  const auto has_maximum = [](const std::vector<double>& gaps, const std::vector<std::int64_t>& labels,
                              double penalty) {
    const auto gap = torch::tensor(gaps, torch::kFloat64);
    const CategoricalPredictive predictive(
        torch::stack({-0.5 * gap, 0.5 * gap}, 1).log_softmax(1).unsqueeze(0));
    auto penalties = torch::full({2, 3}, kInfinity, torch::kFloat64);
    penalties.diagonal().fill_(penalty);
    penalties.select(1, 2).fill_(penalty);
    const auto fitted = fit_affine_scaling(predictive, torch::tensor(labels, torch::kInt64), penalties);
    EXPECT_TRUE(fitted.converged);
    return fitted.has_maximum;
  };

  for (const double penalty : {0.0, 0.1}) {
    EXPECT_TRUE(has_maximum({-2, -1, 0.5, -0.5, 1, 2, 3, -3}, {0, 0, 0, 1, 1, 1, 0, 1}, penalty)) << penalty;
    EXPECT_FALSE(has_maximum({-2, -1, -0.5, 0.5, 1, 2}, {0, 0, 0, 1, 1, 1}, penalty)) << penalty;
    EXPECT_FALSE(has_maximum({-2, -1, -0.5, 0.5, 1, 2}, {1, 1, 1, 1, 1, 1}, penalty)) << penalty;
  }
}

TEST(AffineScaling, GivenATemperatureWhenFittedThenPenaltiesPullTowardsIt) {
  const auto cases = three_classes(50);

  const auto fitted = fit_affine_scaling(cases.predictive, cases.labels,
                                         torch::full({3, 4}, 1e9, torch::kFloat64), /*temperature=*/4.0);

  // A slope of at most 2 over 2e9.
  EXPECT_LT((fitted.weight - 0.25 * torch::eye(3, torch::kFloat64)).abs().max().item<double>(), 1e-8);
  EXPECT_LT(fitted.intercept.abs().max().item<double>(), 1e-8);
}

TEST(AffineScaling, GivenAPredictiveWithoutErrorsThatCannotImproveWhenFittedThenItIsLeftAlone) {
  const CategoricalPredictive certain{
      torch::tensor({{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}}}, torch::kFloat64).log()};

  const auto fitted = fit_affine_scaling(certain, torch::tensor({0, 1}, torch::kInt64),
                                         torch::zeros({3, 4}, torch::kFloat64));

  EXPECT_EQ((fitted.weight - torch::eye(3, torch::kFloat64)).abs().max().item<double>(), 0.0);
  const auto scaled = with_affine_scaling(certain, fitted).mean_probabilities();
  EXPECT_EQ(scaled[0][0].item<double>(), 1.0);  // and not NaN of 0 * log 0
}

TEST(AffineScaling, GivenPenaltiesOrLabelsThatDoNotFitWhenFittedThenErrorIsThrown) {
  const auto cases = three_classes(5);
  const auto fit = [&](const torch::Tensor& labels, const torch::Tensor& penalty) {
    fit_affine_scaling(cases.predictive, labels, penalty);
  };
  const auto zeros = torch::zeros({3, 4}, torch::kFloat64);

  EXPECT_THROW(fit(cases.labels, torch::zeros({3, 3}, torch::kFloat64)), Error);
  EXPECT_THROW(fit(cases.labels, zeros - 1.0), Error);
  EXPECT_THROW(fit(cases.labels, zeros * std::nan("")), Error);
  EXPECT_THROW(fit(cases.labels + 3, zeros), Error);
}

}  // namespace
}  // namespace bayes
