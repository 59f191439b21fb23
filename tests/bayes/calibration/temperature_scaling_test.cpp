#include "bayes/calibration/temperature_scaling.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/metrics/accuracy.h"
#include "bayes/metrics/negative_log_likelihood.h"

namespace bayes {
namespace {

// Labels drawn from softmax(logits); the predictive claims softmax(sharpness * logits).
struct Problem {
  Predictive predictive;
  torch::Tensor labels;
};

Problem too_sharp_by(double sharpness, std::int64_t count) {
  torch::manual_seed(3);
  const auto logits = 2.0 * torch::randn({count, 4}, torch::kFloat64);
  const auto labels = logits.softmax(1).multinomial(1).squeeze(1);
  return {Predictive((sharpness * logits).log_softmax(1).unsqueeze(0)), labels};
}

TEST(TemperatureScaling, GivenAPredictiveThatIsTooSureWhenFittedThenTheTemperatureIsHowMuch) {
  for (const double sharpness : {0.5, 1.0, 3.0}) {
    const auto [predictive, labels] = too_sharp_by(sharpness, 20000);

    const double temperature = fit_temperature(predictive, labels);

    EXPECT_NEAR(temperature, sharpness, 0.05 * sharpness);  // some standard errors at 20,000 labels
  }
}

TEST(TemperatureScaling, GivenTheFittedTemperatureWhenMovedThenTheLikelihoodOnlyFalls) {
  const auto [predictive, labels] = too_sharp_by(2.5, 500);
  const double best = fit_temperature(predictive, labels);
  const auto nll = [&, &p = predictive, &l = labels](double t) {
    return negative_log_likelihood(with_temperature(p, t), l);
  };

  EXPECT_LT(nll(best), nll(best * 1.01));
  EXPECT_LT(nll(best), nll(best / 1.01));
  EXPECT_LT(nll(best), negative_log_likelihood(predictive, labels));
}

TEST(TemperatureScaling, GivenATemperatureWhenAppliedThenProbabilitiesAreThoseByHandAndAccuracyStays) {
  const Predictive predictive{
      torch::tensor({{{0.8, 0.2}}, {{0.4, 0.6}}}, torch::kFloat64).log()};  // mean 0.6, 0.4

  const auto cooler = with_temperature(predictive, 0.5);

  EXPECT_EQ(cooler.draws(), 1);
  EXPECT_NEAR(cooler.mean_probabilities()[0][0].item<double>(), 0.36 / (0.36 + 0.16), 1e-15);
  const auto label = torch::tensor({0}, torch::kInt64);
  EXPECT_EQ(accuracy(cooler, label), accuracy(predictive, label));
}

TEST(TemperatureScaling, GivenATemperatureThatCannotBeWhenAppliedThenErrorIsThrown) {
  const auto [predictive, labels] = too_sharp_by(1.0, 5);

  for (const double temperature : {0.0, -1.0, std::nan("")}) {
    EXPECT_THROW(with_temperature(predictive, temperature), Error) << temperature;
  }
}

}  // namespace
}  // namespace bayes
