#include "bayes/priors/gaussian.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

torch::Tensor doubles(const std::vector<double>& values) { return torch::tensor(values, torch::kFloat64); }

TEST(GaussianPrior, GivenWeightsWhenAskedThenLogDensityIsBoostsSummed) {
  const GaussianPrior prior(GaussianPriorOptions{0.5, 0.25});
  const std::vector<double> weights{-1.0, 0.0, 0.5, 0.7, 3.0};
  double expected = 0.0;
  for (const double weight : weights) expected += log_normal(weight, 0.5, 0.25);

  const double density = prior->log_density(doubles(weights)).item<double>();

  EXPECT_NEAR(density, expected, 1e-12 * std::abs(expected));
}

TEST(GaussianPrior, GivenSigmaWhenAskedThenItIsTheStandardDeviationAndNotTheVariance) {
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.1});

  // By hand at the mode: -log(0.1 sqrt(2 pi)). Taken for the variance, 0.1 would give 0.2324.
  EXPECT_NEAR(prior->log_density(doubles({0.0})).item<double>(), 1.3836465597893728, 1e-12);
  // One standard deviation from the mode costs half a nat.
  EXPECT_NEAR(prior->log_density(doubles({0.1})).item<double>(), 1.3836465597893728 - 0.5, 1e-12);
}

TEST(GaussianPrior, GivenGaussiansWhenComparedThenKlIsThatOfQuadrature) {
  const GaussianPrior prior(GaussianPriorOptions{0.05, 0.1});
  const auto log_prior = [](double weight) { return log_normal(weight, 0.05, 0.1); };

  for (const double mean : {-0.3, 0.0, 0.05, 0.2}) {
    for (const double sd : {0.002, 0.05, 0.1, 0.4}) {
      const auto kl = prior->kl_from_gaussian(doubles({mean}), doubles({sd}));

      ASSERT_TRUE(kl.has_value());
      EXPECT_NEAR(kl->item<double>(), kl_by_quadrature(mean, sd, log_prior), 1e-9) << mean << ", " << sd;
    }
  }
}

TEST(GaussianPrior, GivenSeveralWeightsWhenComparedThenTheirKlIsSummedAndNotAveraged) {
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.1});
  const auto log_prior = [](double weight) { return log_normal(weight, 0.0, 0.1); };
  const double expected = kl_by_quadrature(0.3, 0.05, log_prior) + kl_by_quadrature(-0.1, 0.2, log_prior);

  const auto kl = prior->kl_from_gaussian(doubles({0.3, -0.1}), doubles({0.05, 0.2}));

  EXPECT_EQ(kl->dim(), 0);
  EXPECT_NEAR(kl->item<double>(), expected, 1e-9);
}

TEST(GaussianPrior, GivenThePriorItselfWhenComparedThenKlIsZero) {
  const GaussianPrior prior(GaussianPriorOptions{0.5, 0.3});

  const auto kl = prior->kl_from_gaussian(torch::full({100}, 0.5, torch::kFloat64),
                                          torch::full({100}, 0.3, torch::kFloat64));

  EXPECT_NEAR(kl->item<double>(), 0.0, 1e-12);
}

TEST(GaussianPrior, GivenManyDrawsWhenCountedThenMeanAndVarianceAreThoseOfThePrior) {
  const GaussianPrior prior(GaussianPriorOptions{0.5, 0.25});
  const Draw draw({3, Stream::kPrior, 0, 0});
  const std::int64_t count = 40000;

  const auto weights = prior->draw({count}, torch::kFloat64);

  // Five standard errors: sd / sqrt(n) and variance sqrt(2 / n).
  EXPECT_NEAR(weights.mean().item<double>(), 0.5, 5 * 0.25 / std::sqrt(count));
  EXPECT_NEAR(weights.var().item<double>(), 0.0625, 5 * 0.0625 * std::sqrt(2.0 / count));
}

TEST(GaussianPrior, GivenTwoDrawsInOneScopeWhenComparedThenTheyDiffer) {
  const GaussianPrior prior;
  const Draw draw({3, Stream::kPrior, 0, 0});

  EXPECT_FALSE(torch::equal(prior->draw({50}, torch::kFloat32), prior->draw({50}, torch::kFloat32)));
}

TEST(GaussianPrior, GivenOptionsThatMakeNoSenseWhenMadeThenErrorIsThrown) {
  const double infinity = std::numeric_limits<double>::infinity();

  for (const GaussianPriorOptions options :
       {GaussianPriorOptions{0.0, 0.0}, GaussianPriorOptions{0.0, -1.0}, GaussianPriorOptions{0.0, NAN},
        GaussianPriorOptions{0.0, infinity}, GaussianPriorOptions{NAN, 1.0},
        GaussianPriorOptions{infinity, 1.0}}) {
    EXPECT_THROW(GaussianPrior{options}, Error) << options.mean << ", " << options.sigma;
  }
}

TEST(GaussianPrior, GivenItIsCopiedWhenTheCopyChangesThenTheOriginalStays) {
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.1});
  prior->sigma.fill_(0.2);

  const auto copy = std::dynamic_pointer_cast<GaussianPriorImpl>(prior->copy());
  ASSERT_NE(copy, nullptr);
  EXPECT_EQ(copy->sigma.item<double>(), 0.2);  // the value, not what it was made with
  copy->sigma.fill_(0.7);

  EXPECT_EQ(prior->sigma.item<double>(), 0.2);
}

}  // namespace
}  // namespace bayes
