// The prior of weights that noise multiplies where they act: by hand for dropout, by Boost's quadrature over
// the factor for Gaussian dropout.
#include "bayes/priors/weight_noise.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>

#include "bayes/priors/centred.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/laplace.h"
#include "bayes/priors/scale_mixture.h"
#include "bayes/priors/student_t.h"

namespace bayes {
namespace {

torch::Tensor some_weights() { return torch::tensor({0.7, -0.05, 0.0, -1.3}, torch::kFloat64); }

// E log p(weight * factor) with factor ~ N(1, rate / (1 - rate)), weight by weight.
double by_quadrature(const Prior& prior, const torch::Tensor& weights, double rate) {
  const boost::math::normal law(1.0, std::sqrt(rate / (1.0 - rate)));
  double sum = 0.0;
  for (std::int64_t i = 0; i < weights.numel(); ++i) {
    const auto integrand = [&](double factor) {
      return boost::math::pdf(law, factor) * prior.log_density(weights[i] * factor).item<double>();
    };
    // Split where the weight changes its sign: there priors have a kink.
    const double low = law.mean() - 9.0 * law.standard_deviation();
    const double high = law.mean() + 9.0 * law.standard_deviation();
    using boost::math::quadrature::gauss_kronrod;
    sum += gauss_kronrod<double, 61>::integrate(integrand, low, 0.0, 10, 1e-9) +
           gauss_kronrod<double, 61>::integrate(integrand, 0.0, high, 10, 1e-9);
  }
  return sum;
}

TEST(WeightNoise, GivenDropoutWhenThePriorIsAskedThenItIsTheMeanOverDroppedAndScaledWeights) {
  const StudentTPrior prior(StudentTPriorOptions{3.0, 0.2});
  const auto weights = some_weights();

  const double found = expected_log_density(*prior, weights, {0.2}).item<double>();

  const double scaled = prior->log_density(weights / 0.8).item<double>();
  const double dropped = prior->log_density(torch::zeros_like(weights)).item<double>();
  EXPECT_NEAR(found, 0.8 * scaled + 0.2 * dropped, 1e-12);
}

// The figure: an L2 penalty without 1 / (1 - p) is a prior of 0.2 / sqrt(1 - 0.1) = 0.211 instead of
// 0.2 on the weights as they act.
TEST(WeightNoise, GivenAGaussianPriorWhenDropoutActsThenTheMeanSquareOfTheWeightsAsTheyActIsPenalised) {
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.2});
  auto weights = some_weights().requires_grad_();

  for (const bool is_gaussian : {false, true}) {
    const auto penalty = -expected_log_density(*prior, weights, {0.1, is_gaussian});
    const auto gradient = torch::autograd::grad({penalty}, {weights})[0];

    EXPECT_TRUE(torch::allclose(gradient, weights.detach() / (0.2 * 0.2 * 0.9))) << is_gaussian;
  }
}

TEST(WeightNoise, GivenGaussianDropoutWhenThePriorIsAskedThenItIsTheMeanOverTheFactorByQuadrature) {
  const auto weights = some_weights();
  const auto centre = torch::tensor({0.5, 0.1, -0.2, -1.0}, torch::kFloat64);
  const GaussianPrior gaussian(GaussianPriorOptions{0.1, 0.5});
  const LaplacePrior laplace(LaplacePriorOptions{0.0, 0.3});
  for (const double rate : {0.1, 0.4}) {
    EXPECT_NEAR(expected_log_density(*gaussian, weights, {rate, true}).item<double>(),
                by_quadrature(*gaussian, weights, rate), 1e-6);
    EXPECT_NEAR(expected_log_density(*laplace, weights, {rate, true}).item<double>(),
                by_quadrature(*laplace, weights, rate), 1e-6);
  }
  // Sixteen points, where there is no closed form: smooth over the width of the noise.
  const StudentTPrior student(StudentTPriorOptions{4.0, 0.5});
  const ScaleMixturePrior mixture(ScaleMixturePriorOptions{0.5, 1.0, 0.3});
  EXPECT_NEAR(expected_log_density(*student, weights, {0.2, true}).item<double>(),
              by_quadrature(*student, weights, 0.2), 1e-3);
  EXPECT_NEAR(expected_log_density(*mixture, weights, {0.2, true}).item<double>(),
              by_quadrature(*mixture, weights, 0.2), 1e-2);
}

TEST(WeightNoise, GivenNoRateOrAFlatPriorWhenAskedThenItIsTheDensityItself) {
  const LaplacePrior prior(LaplacePriorOptions{0.0, 0.3});

  EXPECT_EQ(expected_log_density(*prior, some_weights(), {}).item<double>(),
            prior->log_density(some_weights()).item<double>());
  EXPECT_EQ(expected_log_density(*FlatPrior(), some_weights(), {0.3, true}).item<double>(), 0.0);
}

TEST(WeightNoise, GivenAWeightOfZeroWhenDifferentiatedThenTheGradientIsFinite) {
  auto weights = torch::zeros({3}).requires_grad_();
  const LaplacePrior prior(LaplacePriorOptions{0.2, 0.3});

  const auto gradient =
      torch::autograd::grad({expected_log_density(*prior, weights, {0.3, true})}, {weights})[0];

  EXPECT_TRUE(gradient.isfinite().all().item<bool>());
}

TEST(WeightNoise, GivenANormalPriorWhenTheNoisyOneIsTakenThenItHasTheSameGradient) {
  const GaussianPrior prior(GaussianPriorOptions{0.3, 0.5});
  auto weights = some_weights().requires_grad_();

  for (const bool is_gaussian : {false, true}) {
    const WeightNoise noise{0.25, is_gaussian};
    const auto normal = normal_under_noise(*prior, weights.sizes(), noise);
    const auto gradient = torch::autograd::grad({expected_log_density(*prior, weights, noise)}, {weights})[0];

    ASSERT_TRUE(normal);
    EXPECT_TRUE(torch::allclose(gradient, (normal->mean - weights.detach()) / (normal->sd * normal->sd)));
  }
  EXPECT_FALSE(normal_under_noise(*LaplacePrior(), {4}, {0.25}));
}

}  // namespace
}  // namespace bayes
