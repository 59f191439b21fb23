#include "bayes/calibration/temperature_scaling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/metrics/classification/accuracy.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"

namespace bayes {
namespace {

// Labels drawn from softmax(logits); the predictive claims softmax(sharpness * logits).
struct Problem {
  CategoricalPredictive predictive;
  torch::Tensor labels;
};

Problem too_sharp_by(double sharpness, std::int64_t count) {
  torch::manual_seed(3);
  const auto logits = 2.0 * torch::randn({count, 4}, torch::kFloat64);
  const auto labels = logits.softmax(1).multinomial(1).squeeze(1);
  return {CategoricalPredictive((sharpness * logits).log_softmax(1).unsqueeze(0)), labels};
}

TEST(TemperatureScaling, GivenAPredictiveThatIsTooSureWhenFittedThenTheTemperatureIsHowMuch) {
  for (const double sharpness : {0.5, 1.0, 3.0}) {
    const auto [predictive, labels] = too_sharp_by(sharpness, 20000);

    const double temperature = fit_temperature(predictive, labels).temperature;

    EXPECT_NEAR(temperature, sharpness, 0.05 * sharpness);  // some standard errors at 20,000 labels
  }
}

TEST(TemperatureScaling, GivenTheFittedTemperatureWhenMovedThenTheLikelihoodOnlyFalls) {
  const auto [predictive, labels] = too_sharp_by(2.5, 500);
  const double best = fit_temperature(predictive, labels, /*prior_weight=*/1e-9).temperature;
  const auto nll = [&, &p = predictive, &l = labels](double t) {
    return negative_log_likelihood(with_temperature(p, t), l);
  };

  EXPECT_LT(nll(best), nll(best * 1.01));
  EXPECT_LT(nll(best), nll(best / 1.01));
  EXPECT_LT(nll(best), negative_log_likelihood(predictive, labels));
}

TEST(TemperatureScaling, GivenATemperatureWhenAppliedThenProbabilitiesAreThoseByHandAndAccuracyStays) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.8, 0.2}}, {{0.4, 0.6}}}, torch::kFloat64).log()};  // mean 0.6, 0.4

  const auto cooler = with_temperature(predictive, 0.5);

  EXPECT_EQ(cooler.draws(), 1);
  EXPECT_NEAR(cooler.mean_probabilities()[0][0].item<double>(), 0.36 / (0.36 + 0.16), 1e-15);
  const auto label = torch::tensor({0}, torch::kInt64);
  EXPECT_EQ(accuracy(cooler, label), accuracy(predictive, label));
}

/// Nats over all examples, as the header states it.
double objective(const Problem& problem, double temperature) {
  const auto examples = static_cast<double>(problem.labels.size(0));
  return examples *
             negative_log_likelihood(with_temperature(problem.predictive, temperature), problem.labels) +
         1.0 / temperature - 1.0 + std::log(temperature);
}

TEST(TemperatureScaling, GivenProblemsOfAnySizeWhenFittedThenNoTemperatureOfADenseGridIsBetter) {
  constexpr double kSpacing = 0.01;
  for (const auto& [sharpness, count] : {std::pair{0.02, 300}, {0.7, 1}, {1.0, 5}, {4.0, 50}, {60.0, 300}}) {
    const auto problem = too_sharp_by(sharpness, count);

    const auto fitted = fit_temperature(problem.predictive, problem.labels);

    double best = 0.0, least = std::numeric_limits<double>::infinity();
    for (double log_t = -8.0; log_t <= 8.0; log_t += kSpacing) {
      const double value = objective(problem, std::exp(log_t));
      if (value < least) {
        least = value;
        best = log_t;
      }
    }
    EXPECT_TRUE(fitted.converged);
    EXPECT_LE(objective(problem, fitted.temperature), least + 1e-10) << sharpness;  // rounding of sums
    EXPECT_NEAR(std::log(fitted.temperature), best, kSpacing) << sharpness;
  }
}

TEST(TemperatureScaling, GivenATemperatureFarFrom1ThatIsNeededWhenFittedThenItIsFound) {
  for (const double sharpness : {0.01, 30.0, 60.0}) {
    const auto [predictive, labels] = too_sharp_by(sharpness, 20000);

    const double temperature = fit_temperature(predictive, labels).temperature;

    EXPECT_NEAR(temperature, sharpness, 0.05 * sharpness);  // some standard errors at 20,000 labels
  }
}

/// Examples of two classes, of which the first is given `log_p` and the second `log_q`.
Problem two_classes(double log_p, double log_q, const std::vector<std::int64_t>& labels) {
  const auto count = static_cast<std::int64_t>(labels.size());
  const auto row = torch::tensor({log_p, log_q}, torch::kFloat64);
  return {CategoricalPredictive(row.expand({1, count, 2}).contiguous()),
          torch::tensor(labels, torch::kInt64)};
}

TEST(TemperatureScaling,
     Given50ExamplesThatAreAllRightWhenFittedThenTheTemperatureIsModerateAndSaidToBeThePriors) {
  const auto [predictive, labels] =
      two_classes(std::log(0.99), std::log(0.01), std::vector<std::int64_t>(50, 0));

  const auto calibration = temperature_scaling({})(predictive, labels);
  const auto fitted = fit_temperature(predictive, labels);

  // The root of 50 log(99) / (1 + 99^a) = 1 - 1 / a, by bisection in Python.
  EXPECT_NEAR(fitted.temperature, 0.69410574959, 1e-9);
  EXPECT_NE(fitted.without_maximum, "");
  EXPECT_FALSE(calibration.has_maximum);
  EXPECT_NE(warnings_of(calibration, 50).find("Every validation label is the most probable class"),
            std::string::npos);
}

TEST(TemperatureScaling, GivenLabelsThatAreAllWrongWhenFittedThenTheTemperatureIsFiniteAndSaidToBeThePriors) {
  const auto [predictive, labels] =
      two_classes(std::log(0.99), std::log(0.01), std::vector<std::int64_t>(50, 1));

  const auto fitted = fit_temperature(predictive, labels);

  EXPECT_GT(fitted.temperature, 20.0);
  EXPECT_TRUE(std::isfinite(fitted.temperature));
  EXPECT_NE(fitted.without_maximum.find("no more probable"), std::string::npos);
}

TEST(TemperatureScaling, GivenSaturatedLogitsWhenFittedThenTheTemperatureIsThatOfTheShareThatIsRight) {
  std::vector<std::int64_t> labels(100, 0);
  std::fill(labels.begin(), labels.begin() + 5, 1);
  for (const double log_q : {-80.0, -std::numeric_limits<double>::infinity()}) {
    const auto problem = two_classes(0.0, log_q, labels);

    const auto fitted = fit_temperature(problem.predictive, problem.labels, /*prior_weight=*/1e-9);

    // By hand: 1 / (1 + exp(-gap / T)) = 0.95; no probability at all counts as the least of doubles.
    const double gap = std::isinf(log_q) ? -std::log(std::numeric_limits<double>::min()) : -log_q;
    EXPECT_NEAR(fitted.temperature, gap / std::log(19.0), 1e-6);
    EXPECT_EQ(fitted.without_maximum, "");
    const auto scaled = with_temperature(problem.predictive, fitted.temperature);
    EXPECT_NEAR(negative_log_likelihood(scaled, problem.labels),
                -0.95 * std::log(0.95) - 0.05 * std::log(0.05), 1e-9);
  }
}

TEST(TemperatureScaling, GivenEqualProbabilitiesOrOneClassWhenFittedThenTheTemperatureStays1) {
  const auto [level, labels] = two_classes(std::log(0.5), std::log(0.5), {0, 1, 1});
  const CategoricalPredictive one_class(torch::zeros({1, 3, 1}, torch::kFloat64));

  EXPECT_EQ(fit_temperature(level, labels).temperature, 1.0);
  EXPECT_EQ(fit_temperature(one_class, torch::zeros({3}, torch::kInt64)).temperature, 1.0);
  EXPECT_EQ(fit_temperature(level, labels).without_maximum, "");
}

TEST(TemperatureScaling, GivenAWeightThatCannotBeWhenFittedThenErrorIsThrown) {
  const auto [predictive, labels] = too_sharp_by(1.0, 5);

  for (const double weight : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(fit_temperature(predictive, labels, weight), Error) << weight;
  }
}

TEST(TemperatureScaling, GivenATemperatureThatCannotBeWhenAppliedThenErrorIsThrown) {
  const auto [predictive, labels] = too_sharp_by(1.0, 5);

  for (const double temperature : {0.0, -1.0, std::nan("")}) {
    EXPECT_THROW(with_temperature(predictive, temperature), Error) << temperature;
  }
}

}  // namespace
}  // namespace bayes
