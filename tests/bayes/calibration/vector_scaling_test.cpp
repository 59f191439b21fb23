#include "bayes/calibration/vector_scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <limits>

#include "bayes/calibration/matrix_scaling.h"
#include "bayes/calibration/temperature_scaling.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "tests/bayes/calibration/golden_calibration.h"
#include "tests/bayes/calibration/miscalibrated.h"

namespace bayes {
namespace {

TEST(VectorScaling, GivenTheScriptsPredictiveWhenFittedThenProbabilitiesAreScipys) {
  const auto golden = golden_calibration();
  const auto predictive = golden_calibration_predictive(golden);
  const auto labels = golden_calibration_labels(golden);

  const auto plain = vector_scaling({/*prior_weight=*/0.0})(predictive, labels);
  const auto with_prior = vector_scaling({})(predictive, labels);

  EXPECT_EQ(plain.parameters, 6);  // by hand: 2 of 3 classes each
  // SciPy's BFGS stops at slopes of 1e-9 and 1e-8.
  EXPECT_LT(largest_difference(plain.apply(predictive).mean_probabilities(),
                               golden_matrix(golden.at("vector_probabilities"))),
            1e-6);
  EXPECT_NEAR(fit_temperature(predictive, labels).temperature, golden.at("temperature").get<double>(), 1e-6);
  EXPECT_LT(largest_difference(with_prior.apply(predictive).mean_probabilities(),
                               golden_matrix(golden.at("vector_prior_probabilities"))),
            1e-6);
  for (const auto& calibration : {plain, with_prior}) {
    EXPECT_TRUE(calibration.converged);
    EXPECT_TRUE(calibration.has_maximum);
  }
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

/// Classes 0 and 1 overlap; class 2 is told from them by a margin in every example, but for the share
/// `mistaken` of its examples, which look like class 0.
Miscalibrated with_a_separable_class(std::int64_t count, double mistaken, std::uint64_t seed) {
  torch::manual_seed(seed);
  const auto labels = torch::arange(count).remainder(3);
  const auto looks = torch::where(labels.eq(2).logical_and(torch::rand({count}).lt(mistaken)),
                                  torch::zeros_like(labels), labels);
  const auto seen = torch::one_hot(looks, 3).to(torch::kFloat64);
  const auto logits =
      seen * torch::tensor({2.0, 2.0, 6.0}, torch::kFloat64) +
      torch::randn({count, 3}, torch::kFloat64) * torch::tensor({1.5, 1.5, 0.3}, torch::kFloat64);
  return {CategoricalPredictive(logits.log_softmax(1).unsqueeze(0)), labels};
}

TEST(VectorScaling, GivenAClassThatCanBeSeparatedWhenFittedThenNumbersAreModerateAndItIsSaid) {
  const auto [validation, labels] = with_a_separable_class(90, /*mistaken=*/0.0, 1);
  const auto [test, test_labels] = with_a_separable_class(3000, /*mistaken=*/0.05, 2);

  const auto calibration = vector_scaling({})(validation, labels);
  const auto plain = vector_scaling({/*prior_weight=*/0.0})(validation, labels);

  EXPECT_TRUE(calibration.converged);
  EXPECT_FALSE(calibration.has_maximum);
  EXPECT_FALSE(plain.has_maximum);
  EXPECT_THAT(warnings_of(calibration, 90), ::testing::HasSubstr("no maximum"));
  // The plain fit is certain of class 2, and wrong in 5 % of its examples.
  const double by_temperature =
      negative_log_likelihood(temperature_scaling({})(validation, labels).apply(test), test_labels);
  EXPECT_LT(negative_log_likelihood(calibration.apply(test), test_labels), by_temperature + 0.1);
  EXPECT_GT(negative_log_likelihood(plain.apply(test), test_labels), by_temperature + 0.3);
}

TEST(VectorScaling, GivenSaturatedLogitsWhenFittedThenTheLikelihoodIsAtLeastTemperatureScalings) {
  for (const double log_q : {-80.0, -std::numeric_limits<double>::infinity()}) {
    // Three classes in turn, each given all the probability; every tenth label is another.
    auto log_p = torch::full({1, 90, 3}, log_q, torch::kFloat64);
    const auto looks = torch::arange(90).remainder(3);
    log_p[0].scatter_(1, looks.unsqueeze(1), 0.0);
    const CategoricalPredictive predictive(log_p);
    const auto labels = torch::where(torch::arange(90).remainder(10).eq(0), (looks + 1).remainder(3), looks);

    const auto calibrated = vector_scaling({})(predictive, labels).apply(predictive);

    const double by_temperature =
        negative_log_likelihood(temperature_scaling({})(predictive, labels).apply(predictive), labels);
    EXPECT_LE(negative_log_likelihood(calibrated, labels), by_temperature);
    EXPECT_LT(by_temperature,
              0.5);  // by hand, 9 of 10 right: 0.1 log 10 + 0.9 log (10 / 9) + 0.1 log 2 at most
    EXPECT_GT(negative_log_likelihood(predictive, labels), 7.0);
  }
}

RC_GTEST_PROP(VectorScaling, GivenAnyProblemWhenFittedThenTheLikelihoodIsAtLeastTemperatureScalings, ()) {
  torch::manual_seed(*rc::gen::arbitrary<std::uint32_t>());
  const auto count = *rc::gen::inRange<std::int64_t>(1, 60);
  const auto classes = *rc::gen::inRange<std::int64_t>(1, 6);
  const double scale = *rc::gen::element(0.01, 1.0, 5.0, 100.0);
  const CategoricalPredictive predictive(
      (scale * torch::randn({1, count, classes}, torch::kFloat64)).log_softmax(2));
  const auto labels = torch::randint(classes, {count}, torch::kInt64);

  const auto by_temperature = temperature_scaling({})(predictive, labels);
  const double limit = negative_log_likelihood(by_temperature.apply(predictive), labels) + 1e-12;

  RC_ASSERT(limit - 1e-12 <= negative_log_likelihood(predictive, labels) + 1e-12);
  for (const auto& fit :
       {vector_scaling({}), vector_scaling({0.0}), matrix_scaling({}), matrix_scaling({0.0, 0.0, 0.0})}) {
    const auto calibrated = fit(predictive, labels).apply(predictive);
    RC_ASSERT(negative_log_likelihood(calibrated, labels) <= limit);
  }
}

}  // namespace
}  // namespace bayes
