#include "bayes/priors/student_t.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(StudentTPrior, GivenWeightsWhenAskedThenLogDensityIsBoostsSummed) {
  for (const double degrees : {0.7, 1.0, 3.0, 50.0}) {
    const StudentTPrior prior(StudentTPriorOptions{degrees, 0.25});
    const std::vector<double> weights{-1.0, 0.0, 0.5, 0.7, 30.0};
    double expected = 0.0;
    for (const double weight : weights) {
      expected += std::log(boost::math::pdf(boost::math::students_t(degrees), weight / 0.25) / 0.25);
    }

    const double density = prior->log_density(torch::tensor(weights, torch::kFloat64)).item<double>();

    EXPECT_NEAR(density, expected, 1e-11 * std::abs(expected)) << degrees;
  }
}

TEST(StudentTPrior, GivenManyDrawsWhenCountedThenQuantilesAreBoosts) {
  const StudentTPrior prior(StudentTPriorOptions{2.5, 0.5});
  const Draw draw({3, Stream::kPrior, 0, 0});
  const std::int64_t count = 40000;

  const auto weights = prior->draw({count}, torch::kFloat64);

  for (const double share : {0.01, 0.25, 0.5, 0.9}) {
    const double quantile = 0.5 * boost::math::quantile(boost::math::students_t(2.5), share);
    const double below = weights.le(quantile).to(torch::kFloat64).mean().item<double>();
    EXPECT_NEAR(below, share, 5 * std::sqrt(share * (1 - share) / count));  // five standard errors
  }
}

TEST(StudentTPrior, GivenAGaussianWhenComparedThenTheKlHasNoClosedForm) {
  const StudentTPrior prior;

  EXPECT_FALSE(prior->kl_from_gaussian(torch::zeros({1}), torch::ones({1})).has_value());
  EXPECT_FALSE(prior->as_normal({1}).has_value());
}

TEST(StudentTPrior, GivenNumbersThatCannotBeWhenMadeThenErrorIsThrown) {
  EXPECT_THROW(StudentTPrior(StudentTPriorOptions{0.0, 0.1}), Error);
  EXPECT_THROW(StudentTPrior(StudentTPriorOptions{3.0, -0.1}), Error);
  EXPECT_THROW(StudentTPrior(StudentTPriorOptions{std::nan(""), 0.1}), Error);
}

}  // namespace
}  // namespace bayes
