#include "bayes/priors/scale_mixture.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

// Blundell et al. 2015, equation 7, with Boost's normal density.
double log_mixture(double weight, const ScaleMixturePriorOptions& options) {
  const boost::math::normal wide(0.0, options.wide_sigma);
  const boost::math::normal narrow(0.0, options.narrow_sigma);
  return std::log(options.wide_share * boost::math::pdf(wide, weight) +
                  (1.0 - options.wide_share) * boost::math::pdf(narrow, weight));
}

double log_density(const ScaleMixturePriorOptions& options, const std::vector<double>& weights) {
  return ScaleMixturePrior(options)->log_density(torch::tensor(weights, torch::kFloat64)).item<double>();
}

TEST(ScaleMixturePrior, GivenWeightsWhenAskedThenLogDensityIsThatOfEquationSeven) {
  const ScaleMixturePriorOptions options{0.25, 1.5, 0.0025};

  for (const double weight : {-2.0, -0.01, 0.0, 0.001, 0.3}) {
    EXPECT_NEAR(log_density(options, {weight}), log_mixture(weight, options), 1e-12) << weight;
  }
  EXPECT_NEAR(log_density(options, {-2.0, 0.001}), log_mixture(-2.0, options) + log_mixture(0.001, options),
              1e-12);
}

TEST(ScaleMixturePrior, GivenWeightsFarOutWhenAskedThenLogDensityStaysFinite) {
  const ScaleMixturePriorOptions options{0.5, 1.0, 0.0024787521766663585};

  // By hand: only the wide part is left; a sum of densities would have underflowed to log(0).
  EXPECT_NEAR(log_density(options, {60.0}), std::log(0.5) - 0.5 * std::log(2 * M_PI) - 1800.0, 1e-9);
}

TEST(ScaleMixturePrior, GivenAllOfOnePartWhenAskedThenItIsThatGaussianWithFiniteGradient) {
  for (const double share : {0.0, 1.0}) {
    const ScaleMixturePrior prior(ScaleMixturePriorOptions{share, 0.8, 0.2});
    const auto weight = torch::tensor({0.3}, torch::dtype(torch::kFloat64).requires_grad(true));
    const double sigma = share == 1.0 ? 0.8 : 0.2;

    const auto density = prior->log_density(weight);
    density.backward();

    EXPECT_NEAR(density.item<double>(), log_normal(0.3, 0.0, sigma), 1e-12);
    EXPECT_NEAR(weight.grad().item<double>(), -0.3 / (sigma * sigma), 1e-12);
  }
}

TEST(ScaleMixturePrior, GivenManyDrawsWhenCountedThenVarianceAndShareAreThoseOfTheMixture) {
  const ScaleMixturePrior prior(ScaleMixturePriorOptions{0.3, 1.0, 0.01});
  const Draw draw({3, Stream::kPrior, 0, 0});
  const std::int64_t count = 40000;

  const auto weights = prior->draw({count}, torch::kFloat64);

  // By hand: E w^2 = 0.3 + 0.7e-4; E w^4 = 3 (0.3 + 0.7e-8), so that Var w^2 = 0.9 - 0.09. Five standard
  // errors each.
  EXPECT_NEAR(weights.mean().item<double>(), 0.0, 5 * std::sqrt(0.3 / count));
  EXPECT_NEAR(weights.square().mean().item<double>(), 0.30007, 5 * std::sqrt(0.81 / count));
  // P(|w| > 0.05) = 0.3 * P(|z| > 0.05) + 0.7 * P(|z| > 5)
  const double outside = 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), 0.05));
  const double far = weights.abs().gt(0.05).to(torch::kFloat64).mean().item<double>();
  EXPECT_NEAR(far, 0.3 * outside, 5 * std::sqrt(0.3 * 0.7 / count));
}

TEST(ScaleMixturePrior, GivenNoClosedFormWhenAskedForTheKlThenThereIsNone) {
  const ScaleMixturePrior prior;

  EXPECT_TRUE(prior->is_proper());
  EXPECT_FALSE(prior->kl_from_gaussian(torch::zeros({2}), torch::ones({2})).has_value());
}

TEST(ScaleMixturePrior, GivenOptionsThatMakeNoSenseWhenMadeThenErrorIsThrown) {
  for (const ScaleMixturePriorOptions options :
       {ScaleMixturePriorOptions{-0.1, 1.0, 0.1}, ScaleMixturePriorOptions{1.1, 1.0, 0.1},
        ScaleMixturePriorOptions{NAN, 1.0, 0.1}, ScaleMixturePriorOptions{0.5, 0.0, 0.1},
        ScaleMixturePriorOptions{0.5, 1.0, 0.0}, ScaleMixturePriorOptions{0.5, INFINITY, 0.1},
        ScaleMixturePriorOptions{0.5, 1.0, NAN}, ScaleMixturePriorOptions{0.5, -1.0, 0.1}}) {
    EXPECT_THROW(ScaleMixturePrior{options}, Error)
        << options.wide_share << ", " << options.wide_sigma << ", " << options.narrow_sigma;
  }
}

}  // namespace
}  // namespace bayes
