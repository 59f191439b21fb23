// All metrics against scikit-learn, SciPy and NumPy: tests/golden/metrics.py.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bayes/metrics/calibration/reliability_curve.h"
#include "bayes/metrics/classification/class_scores.h"
#include "bayes/metrics/classification/confusion_matrix.h"
#include "bayes/metrics/resampling/monte_carlo_error.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "tests/bayes/metrics/all_metrics.h"

namespace bayes {
namespace {

constexpr double kTolerance = 1e-9;

nlohmann::json golden() {
  std::ifstream file(std::string(TESTS_FOLDER) + "/golden/metrics.json");
  return nlohmann::json::parse(file);
}

/// The same logits as `logits()` in the script, from the same integers.
CategoricalPredictive golden_predictive() {
  std::vector<double> logits;
  for (int s = 0; s < 4; ++s) {
    for (int n = 0; n < 200; ++n) {
      for (int c = 0; c < 5; ++c) {
        const double shared = ((n * 7919 + c * 104729 + 31 * n * c) % 1009) / 250.0;
        const double own = ((n * 37 + c * 61 + s * 733 + s * n * c) % 97) / 60.0;
        logits.push_back(shared + own);
      }
    }
  }
  return CategoricalPredictive{
      torch::tensor(logits, torch::kFloat64).view({4, 200, 5}).log_softmax(/*dim=*/2)};
}

torch::Tensor golden_labels(const nlohmann::json& golden) {
  return torch::tensor(golden.at("labels").get<std::vector<std::int64_t>>(), torch::kInt64);
}

TEST(GoldenMetrics, GivenTheScriptsPredictiveWhenMeasuredThenEveryMetricAgrees) {
  const auto expected = golden();
  const auto predictive = golden_predictive();
  const auto labels = golden_labels(expected);
  ASSERT_EQ(expected.at("metrics").size(), all_metrics().size());

  for (const auto& metric : all_metrics()) {
    EXPECT_NEAR(metric.value(predictive, labels), expected.at("metrics").at(metric.key).get<double>(),
                kTolerance)
        << metric.key;
  }
}

TEST(GoldenMetrics, GivenTheScriptsPredictiveWhenCutIntoSectionsThenMonteCarloErrorsAgree) {
  const auto expected = golden().at("monte_carlo_error");
  const auto labels = golden_labels(golden());

  const auto errors = monte_carlo_errors({negative_log_likelihood_metric(), brier_score_metric()},
                                         golden_predictive(), labels);

  EXPECT_NEAR(errors[0], expected.at("nll").get<double>(), kTolerance);
  EXPECT_NEAR(errors[1], expected.at("brier").get<double>(), kTolerance);
}

TEST(GoldenMetrics, GivenTheScriptsPredictiveWhenCountedThenBinsAndConfusionAgree) {
  const auto expected = golden();
  const auto predictive = golden_predictive();
  const auto labels = golden_labels(expected);

  const auto curve = reliability_curve(predictive, labels);
  const auto confusion = confusion_matrix(predictive, labels);

  for (std::size_t b = 0; b < curve.size(); ++b)
    EXPECT_EQ(curve[b].count, expected.at("bin_counts").at(b)) << b;
  for (std::int64_t i = 0; i < 25; ++i) {
    const auto count =
        expected.at("confusion").at(static_cast<std::size_t>(i / 5)).at(static_cast<std::size_t>(i % 5));
    EXPECT_EQ(confusion[i / 5][i % 5].item<std::int64_t>(), count) << i;
  }
}

TEST(GoldenMetrics, GivenTheScriptsPredictiveWhenClassesAreScoredThenScikitLearnAgrees) {
  const auto expected = golden();

  const auto scores = class_scores(confusion_matrix(golden_predictive(), golden_labels(expected)));

  ASSERT_EQ(scores.size(), expected.at("per_class").size());
  for (std::size_t c = 0; c < scores.size(); ++c) {
    const auto& row = expected.at("per_class").at(c);
    EXPECT_NEAR(scores[c].precision, row.at(0).get<double>(), kTolerance) << c;
    EXPECT_NEAR(scores[c].recall, row.at(1).get<double>(), kTolerance) << c;
    EXPECT_NEAR(scores[c].f1, row.at(2).get<double>(), kTolerance) << c;
    EXPECT_EQ(scores[c].support, row.at(3).get<double>()) << c;
  }
}

TEST(GoldenMetrics, GivenTheScriptsPredictiveWhenDecomposedThenMeanEntropiesAgree) {
  const auto expected = golden();

  const auto entropies = entropy_decomposition(golden_predictive());

  EXPECT_NEAR(entropies.predictive_entropy.mean().item<double>(), expected.at("mean_predictive_entropy"),
              kTolerance);
  EXPECT_NEAR(entropies.expected_entropy.mean().item<double>(), expected.at("mean_expected_entropy"),
              kTolerance);
  EXPECT_NEAR(entropies.mutual_information.mean().item<double>(), expected.at("mean_mutual_information"),
              kTolerance);
}

}  // namespace
}  // namespace bayes
