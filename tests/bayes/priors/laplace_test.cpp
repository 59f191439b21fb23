#include "bayes/priors/laplace.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/laplace.hpp>
#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

double log_laplace(double value, double mean, double scale) {
  return std::log(boost::math::pdf(boost::math::laplace(mean, scale), value));
}

TEST(LaplacePrior, GivenWeightsWhenAskedThenLogDensityIsBoostsSummed) {
  const LaplacePrior prior(LaplacePriorOptions{0.5, 0.25});
  const std::vector<double> weights{-1.0, 0.0, 0.5, 0.7, 3.0};
  double expected = 0.0;
  for (const double weight : weights) expected += log_laplace(weight, 0.5, 0.25);

  EXPECT_NEAR(prior->log_density(doubles(weights)).item<double>(), expected, 1e-12 * std::abs(expected));
}

TEST(LaplacePrior, GivenGaussiansWhenComparedThenKlIsThatOfQuadrature) {
  const LaplacePrior prior(LaplacePriorOptions{0.0, 0.1});  // its kink at 0, where the quadrature is split
  for (const double mean : {-0.3, 0.0, 0.05, 0.2}) {
    for (const double sd : {0.002, 0.05, 0.1, 0.4}) {
      const auto kl = prior->kl_from_gaussian(doubles({mean}), doubles({sd}));

      ASSERT_TRUE(kl.has_value());
      const double expected = kl_by_quadrature(mean, sd, [](double w) { return log_laplace(w, 0.0, 0.1); });
      EXPECT_NEAR(kl->item<double>(), expected, 1e-9) << mean << ", " << sd;
    }
  }
}

TEST(LaplacePrior, GivenManyDrawsWhenCountedThenMeanAndDistanceAreThoseOfThePrior) {
  const LaplacePrior prior(LaplacePriorOptions{0.5, 0.25});
  const Draw draw({3, Stream::kPrior, 0, 0});
  const std::int64_t count = 40000;

  const auto weights = prior->draw({count}, torch::kFloat64);

  // Five standard errors: sd sqrt(2) scale of the mean, scale of the distance.
  EXPECT_NEAR(weights.mean().item<double>(), 0.5, 5 * 0.25 * std::sqrt(2.0 / count));
  EXPECT_NEAR((weights - 0.5).abs().mean().item<double>(), 0.25, 5 * 0.25 / std::sqrt(count));
}

TEST(LaplacePrior, GivenAScaleThatCannotBeWhenMadeThenErrorIsThrown) {
  for (const double scale : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_THROW(LaplacePrior(LaplacePriorOptions{0.0, scale}), Error) << scale;
  }
}

}  // namespace
}  // namespace bayes
