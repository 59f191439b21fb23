// All metrics and curves of numbers against SciPy and scikit-learn: tests/golden/regression.py.
#include "tests/bayes/metrics/regression/golden_regression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "bayes/metrics/regression/pit_values.h"
#include "tests/bayes/metrics/regression/all_regression_metrics.h"

namespace bayes {
namespace {

/// Quantiles are found to 1e-9 of scales up to 30, the CRPS of Student-t by quadrature; the rest is rounding.
double tolerance_of(const std::string& key) {
  return key == "crps" || key.rfind("interval_width", 0) == 0 ? 1e-6 : 1e-9;
}

void expect_curve(const std::vector<double>& found, const nlohmann::json& expected, const char* name) {
  ASSERT_EQ(found.size(), expected.size()) << name;
  for (std::size_t i = 0; i < found.size(); ++i)
    EXPECT_NEAR(found[i], expected.at(i).get<double>(), 1e-9) << name << " " << i;
}

class GoldenNumbers : public ::testing::TestWithParam<const char*> {};

TEST_P(GoldenNumbers, GivenTheScriptsPredictiveWhenMeasuredThenEveryMetricAgrees) {
  const GoldenRegression golden(GetParam());
  const auto [predictive, targets] = golden.test();
  const auto& expected = golden.expected.at("metrics");
  const auto metrics = all_regression_metrics(2);
  ASSERT_EQ(expected.size(), metrics.size());

  for (const auto& metric : metrics) {
    EXPECT_NEAR(metric.value(predictive, targets), expected.at(metric.key).get<double>(),
                tolerance_of(metric.key))
        << metric.key;
  }
}

TEST_P(GoldenNumbers, GivenTheScriptsPredictiveWhenDrawnAsCurvesThenTheyAgree) {
  const GoldenRegression golden(GetParam());
  const auto [predictive, targets] = golden.test();
  const auto& expected = golden.expected.at("curves");
  const auto pit = predictive.cdf(targets).select(/*dim=*/1, 0);

  const auto sparsification = sparsification_curve(predictive, targets);
  const auto calibration = calibration_curve(pit);
  const auto histogram = pit_histogram(pit);

  expect_curve(sparsification.by_total, expected.at("by_total"), "by_total");
  expect_curve(sparsification.by_epistemic, expected.at("by_epistemic"), "by_epistemic");
  expect_curve(sparsification.oracle, expected.at("oracle"), "oracle");
  for (const double error : sparsification.random)
    EXPECT_NEAR(error, golden.expected.at("metrics").at("mae").get<double>(), 1e-9);
  expect_curve(calibration.observed, expected.at("observed"), "observed");
  expect_curve(calibration.low, expected.at("low"), "low");
  expect_curve(calibration.high, expected.at("high"), "high");
  ASSERT_EQ(histogram.shares.size(), 20u);
  for (std::size_t bin = 0; bin < 20; ++bin)
    EXPECT_NEAR(40.0 * histogram.shares[bin], expected.at("pit_counts").at(bin).get<double>(), 1e-9) << bin;
}

INSTANTIATE_TEST_SUITE_P(Regression, GoldenNumbers, ::testing::Values("normal", "student_t"));

}  // namespace
}  // namespace bayes
