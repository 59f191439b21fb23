#include "bayes/priors/scaled_gaussian.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/noise.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

double sigma_of(FanScaling scaling, const std::vector<std::int64_t>& sizes) {
  return ScaledGaussianPrior(ScaledGaussianPriorOptions{scaling, 1.0, 0.3})->sigma(sizes);
}

TEST(ScaledGaussianPrior, GivenShapesWhenAskedThenSigmaFollowsTheFans) {
  // By hand: a linear layer 6 -> 4; a convolution of 3 channels to 8 with 5 x 2 kernels: 30 in, 80 out.
  EXPECT_NEAR(sigma_of(FanScaling::kHe, {4, 6}), std::sqrt(2.0 / 6.0), 1e-15);
  EXPECT_NEAR(sigma_of(FanScaling::kGlorot, {4, 6}), std::sqrt(2.0 / 10.0), 1e-15);
  EXPECT_NEAR(sigma_of(FanScaling::kFanIn, {4, 6}), std::sqrt(1.0 / 6.0), 1e-15);
  EXPECT_NEAR(sigma_of(FanScaling::kHe, {8, 3, 5, 2}), std::sqrt(2.0 / 30.0), 1e-15);
  EXPECT_NEAR(sigma_of(FanScaling::kGlorot, {8, 3, 5, 2}), std::sqrt(2.0 / 110.0), 1e-15);
  EXPECT_EQ(sigma_of(FanScaling::kHe, {8}), 0.3);
  EXPECT_EQ(sigma_of(FanScaling::kHe, {}), 0.3);
}

TEST(ScaledGaussianPrior, GivenLayersOfManyWidthsWhenDrawnThenReluFeaturesKeepTheirSize) {
  const ScaledGaussianPrior prior;
  std::vector<double> gains;

  for (std::uint32_t s = 0; s < 200; ++s) {
    const Draw draw({5, Stream::kPrior, 0, s});
    const auto input = torch::relu(weight_normal(nullptr, {64}, torch::kFloat64));
    const auto output = prior->draw({256, 64}, torch::kFloat64).mv(input);
    gains.push_back((output.square().mean() / (2.0 * input.square().mean())).item<double>());
  }

  // He et al. 2015: Var(output) = 2 / fan_in * sum(input^2) = 2 mean(input^2). Five standard errors.
  const auto all = torch::tensor(gains, torch::kFloat64);
  EXPECT_NEAR(all.mean().item<double>(), 1.0, 5 * all.std().item<double>() / std::sqrt(200.0));
  EXPECT_LT(all.std().item<double>(), 0.2);
}

TEST(ScaledGaussianPrior, GivenAPosteriorWhenItsKlIsTakenThenSigmaIsThatOfTheWeightsShape) {
  const ScaledGaussianPrior prior(ScaledGaussianPriorOptions{FanScaling::kHe, 0.5, 0.3});
  const double sigma = 0.5 * std::sqrt(2.0 / 3.0);

  const MeanFieldGaussian weight(std::vector<std::int64_t>{2, 3}, 0.05, prior.ptr());
  const MeanFieldGaussian bias(std::vector<std::int64_t>{2}, 0.05, prior.ptr());

  const auto expected = [](double count, double sd) {
    return count * kl_by_quadrature(0.0, 0.05, [sd](double w) { return log_normal(w, 0.0, sd); });
  };
  EXPECT_NEAR(weight->kl().item<double>(), expected(6, sigma), 1e-4);  // the posterior's numbers are float32
  EXPECT_NEAR(bias->kl().item<double>(), expected(2, 0.3), 1e-4);
}

TEST(ScaledGaussianPrior, GivenOptionsThatMakeNoSenseWhenMadeThenErrorIsThrown) {
  for (const double value : {0.0, -1.0, double{NAN}, double{INFINITY}}) {
    EXPECT_THROW(ScaledGaussianPrior(ScaledGaussianPriorOptions{FanScaling::kHe, value, 0.1}), Error);
    EXPECT_THROW(ScaledGaussianPrior(ScaledGaussianPriorOptions{FanScaling::kHe, 1.0, value}), Error);
  }
}

}  // namespace
}  // namespace bayes
