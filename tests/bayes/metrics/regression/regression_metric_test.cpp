#include <gtest/gtest.h>

#include "bayes/metrics/measured.h"
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/metrics/regression/pit_values.h"
#include "tests/bayes/metrics/regression/all_regression_metrics.h"
#include "tests/bayes/metrics/regression/golden_regression.h"

namespace bayes {
namespace {

torch::Tensor column(const std::vector<double>& values) {
  return torch::tensor(values, torch::kFloat64).unsqueeze(1);
}

/// One normal draw of one target, mean 0.
MixturePredictive normals(const std::vector<double>& scale) {
  const auto sd = column(scale).unsqueeze(0);
  return MixturePredictive(torch::zeros_like(sd), sd);
}

bool same(double left, double right, double tolerance = 1e-9) {
  return left == right || (std::isnan(left) && std::isnan(right)) ||
         std::abs(left - right) <= tolerance * std::max(1.0, std::abs(left));
}

/// S in [1, 4], N in [1, 30], D in [1, 3]; equal scales, so that variances tie, or others.
NumberedExamples draw_examples() {
  using rc::gen::inRange;
  const auto draws = *inRange<std::int64_t>(1, 5), examples = *inRange<std::int64_t>(1, 31),
             targets = *inRange<std::int64_t>(1, 4);
  torch::manual_seed(*rc::gen::arbitrary<std::uint32_t>());
  const double spread = *rc::gen::element(0.0, 0.7);
  const auto location = torch::randn({draws, examples, targets}, torch::kFloat64) * spread;
  const auto scale = (torch::randn({draws, examples, targets}, torch::kFloat64) * spread).exp();
  const double degrees = *rc::gen::element(3.0, std::numeric_limits<double>::infinity());
  return {MixturePredictive(location, scale, degrees),
          1.5 * torch::randn({examples, targets}, torch::kFloat64)};
}

RC_GTEST_PROP(RegressionMetrics, GivenAnyCountsWhenCountedThenTheValueIsThatOfRepeatedExamples, ()) {
  const auto [predictive, targets] = draw_examples();
  const std::int64_t examples = predictive.examples();
  const auto index = torch::randint(examples, {examples}, torch::kInt64);
  ExampleCounts counts(static_cast<std::size_t>(examples), 0);
  for (std::int64_t i = 0; i < examples; ++i)
    ++counts[static_cast<std::size_t>(index[i].item<std::int64_t>())];

  // One for all, as they share parts.
  const TargetedMixture targeted(predictive, targets);
  const Resample resample(counts);

  for (const auto& metric : all_regression_metrics(predictive.targets())) {
    const double counted = metric.counted(targeted)(resample);
    const double repeated = metric.value(predictive.at(index), targets.index_select(0, index));

    RC_ASSERT(same(counted, repeated));
  }
}

RC_GTEST_PROP(RegressionMetrics, GivenAnyExamplesWhenReorderedThenNoMetricChanges, ()) {
  const auto [predictive, targets] = draw_examples();
  const auto order = torch::randperm(predictive.examples(), torch::kInt64);

  for (const auto& metric : all_regression_metrics(predictive.targets())) {
    RC_ASSERT(same(metric.value(predictive, targets),
                   metric.value(predictive.at(order), targets.index_select(0, order))));
  }
}

RC_GTEST_PROP(RegressionMetrics, GivenAnyExamplesWhenTheUnitChangesThenMetricsFollowIt, ()) {
  const auto [predictive, targets] = draw_examples();
  const auto centre = torch::full({predictive.targets()}, 3.0, torch::kFloat64);
  const auto spread = torch::full({predictive.targets()}, 4.0, torch::kFloat64);
  const auto scaled = predictive.in_unit(centre, spread);

  for (const auto& metric : all_regression_metrics(predictive.targets())) {
    double expected = metric.value(predictive, targets);
    if (metric.unit == Unit::kTarget) expected *= 4.0;
    if (metric.unit == Unit::kNats) expected += static_cast<double>(predictive.targets()) * std::log(4.0);

    // Quantiles and quadratures are found to 1e-9 of the scale, and rounding grows with the shift.
    RC_ASSERT(same(metric.value(scaled, 4.0 * targets + 3.0), expected, 1e-6));
  }
}

RC_GTEST_PROP(RegressionMetrics, GivenAnyExamplesWhenMeasuredThenCoverageIsThatOfTheQuantiles, ()) {
  const auto [predictive, targets] = draw_examples();
  const auto within = predictive.quantile(0.1).le(targets).logical_and(targets.le(predictive.quantile(0.9)));
  const double width = (predictive.quantile(0.9) - predictive.quantile(0.1)).mean().item<double>();

  RC_ASSERT(same(interval_coverage_metric(80, predictive.targets()).value(predictive, targets),
                 within.to(torch::kFloat64).mean().item<double>()));
  RC_ASSERT(same(interval_width_metric(80).value(predictive, targets), width));
}

RC_GTEST_PROP(RegressionMetrics, GivenAnyExamplesWhenRankedThenNoRankingIsBetterThanTheOracle, ()) {
  const auto [predictive, targets] = draw_examples();

  const auto curve = sparsification_curve(predictive, targets);

  RC_ASSERT(ause_total_metric().value(predictive, targets) >= -1e-12);
  RC_ASSERT(ause_epistemic_metric().value(predictive, targets) >= -1e-12);
  for (std::size_t i = 0; i < curve.removed.size(); ++i) {
    RC_ASSERT(curve.oracle[i] <= curve.by_total[i] + 1e-12);
    RC_ASSERT(curve.oracle[i] <= curve.by_epistemic[i] + 1e-12);
    RC_ASSERT(curve.oracle[i] <= curve.random[i] + 1e-12);
  }
}

TEST(PointErrors, GivenThreeExamplesWhenMeasuredThenErrorsAreThoseByHand) {
  const auto predictive = normals({1.0, 1.0, 1.0});
  const auto targets = column({1.0, -2.0, 4.0});

  EXPECT_NEAR(rmse_metric().value(predictive, targets), std::sqrt(7.0), 1e-12);  // (1 + 4 + 16) / 3
  EXPECT_NEAR(mae_metric().value(predictive, targets), 7.0 / 3.0, 1e-12);
  EXPECT_NEAR(r2_metric().value(predictive, targets), 1.0 - 21.0 / 18.0, 1e-12);  // around the mean, 1
  EXPECT_NEAR(rmse_metric(0, "y").value(predictive, targets), std::sqrt(7.0), 1e-12);
  EXPECT_EQ(rmse_metric(0, "y").key, "rmse_y");
  EXPECT_THROW(rmse_metric(1, "z").value(predictive, targets), Error);
  EXPECT_THROW(rmse_metric(-1, "z").value(predictive, targets), Error);
}

TEST(PointErrors, GivenATargetThatNeverChangesWhenItsShareIsAskedThenThereIsNone) {
  // 0.1 summed up and divided is not 0.1: what rounding leaves must not be divided by.
  const auto targets = column({0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1});

  EXPECT_TRUE(std::isnan(r2_metric().value(normals(std::vector<double>(7, 1.0)), targets)));
}

TEST(CalibrationArea, GivenTransformsInTheMiddleWhenMeasuredThenTheAreaIsThatByHand) {
  // Both u are 1/2: below it the share is 0 and the area 1/8, above it 1 and the area 1/8.
  EXPECT_NEAR(calibration_area_metric().value(normals({1.0, 1.0}), column({0.0, 0.0})), 0.25, 1e-12);
  // Far below all quantiles: u = 0, the share is 1 from there on.
  EXPECT_NEAR(calibration_area_metric().value(normals({1.0, 1.0}), column({-50.0, -50.0})), 0.5, 1e-12);
}

TEST(CalibrationArea, GivenOppositeBiasesOfTwoTargetsWhenMeasuredThenTheyDoNotCancel) {
  const MixturePredictive predictive(torch::zeros({1, 2, 2}, torch::kFloat64),
                                     torch::ones({1, 2, 2}, torch::kFloat64));

  const double area = calibration_area_metric().value(
      predictive, torch::tensor({{-50.0, 50.0}, {-50.0, 50.0}}, torch::kFloat64));

  EXPECT_NEAR(area, 0.5, 1e-12);
}

TEST(IntervalCoverageMetric, GivenOneTargetOrTwoWhenMadeThenOnlyThatOfOneIsBinomial) {
  EXPECT_TRUE(interval_coverage_metric(95).share_of);
  EXPECT_FALSE(interval_coverage_metric(95, 2).share_of);
  EXPECT_THROW(interval_coverage_metric(95, 2).value(normals({1.0}), column({0.0})), Error);
  EXPECT_THROW(interval_coverage_metric(0), Error);
  EXPECT_THROW(interval_coverage_metric(100), Error);
  EXPECT_THROW(interval_coverage_metric(95, 0), Error);
  EXPECT_THROW(interval_width_metric(100), Error);
}

TEST(IntervalCoverageMetric, GivenFourTargetsWhenCountedThenThoseWithinAreCovered) {
  // 95 % of a standard normal lies within 1.959964; 1.9599 and 1.96 are on either side of it.
  const double coverage =
      interval_coverage_metric(95).value(normals({1.0, 1.0, 1.0, 2.0}), column({1.9599, 1.96, -1.96, -3.9}));

  EXPECT_DOUBLE_EQ(coverage, 0.5);
}

TEST(Sparsification, GivenErrorsThatVariancesRankRightOrWrongWhenMeasuredThenAreasAreThoseByHand) {
  const auto targets = column({1.0, 2.0});
  EXPECT_NEAR(ause_total_metric().value(normals({1.0, 3.0}), targets), 0.0, 1e-12);
  // The one that is left is off by 2 instead of 1; averaged over one and two left, in shares of 1.5.
  EXPECT_NEAR(ause_total_metric().value(normals({3.0, 1.0}), targets), 1.0 / 3.0, 1e-12);
  // A tie: the one that is left is off by 1.5.
  EXPECT_NEAR(ause_total_metric().value(normals({1.0, 1.0}), targets), 1.0 / 6.0, 1e-12);
  // A single draw has no epistemic variance: chance.
  EXPECT_NEAR(ause_epistemic_metric().value(normals({1.0, 3.0}), targets), 1.0 / 6.0, 1e-12);
  EXPECT_TRUE(std::isnan(ause_total_metric().value(normals({1.0, 3.0}), column({0.0, 0.0}))));
}

TEST(PitHistogram, GivenTransformsAtBothEndsWhenCountedThenTheLastBinHoldsOne) {
  const auto histogram = pit_histogram(torch::tensor({0.0, 0.2, 0.5, 1.0}, torch::kFloat64), /*bins=*/2);

  EXPECT_EQ(histogram.edges, (std::vector<double>{0.0, 0.5, 1.0}));
  EXPECT_EQ(histogram.shares, (std::vector<double>{0.5, 0.5}));
}

TEST(PitHistogram, GivenWhatIsNoTransformWhenCountedThenErrorIsThrown) {
  for (const auto& pit :
       {torch::tensor({1.1}, torch::kFloat64), torch::tensor({std::nan("")}, torch::kFloat64),
        torch::zeros({2, 2}, torch::kFloat64), torch::zeros({0}, torch::kFloat64)}) {
    EXPECT_THROW(pit_histogram(pit), Error);
    EXPECT_THROW(calibration_curve(pit), Error);
  }
  EXPECT_THROW(pit_histogram(torch::zeros({2}, torch::kFloat64), 0), Error);
}

}  // namespace
}  // namespace bayes
