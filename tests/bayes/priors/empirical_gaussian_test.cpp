#include "bayes/priors/empirical_gaussian.h"

#include <gtest/gtest.h>

#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "bayes/core/error.h"
#include "bayes/inference/map.h"
#include "bayes/inference/mc_dropout.h"
#include "bayes/priors/gaussian.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

const auto kDoubles = torch::dtype(torch::kFloat64);

torch::Tensor some_means() { return torch::tensor({0.3, -0.1, 0.02, -0.6}, kDoubles); }
torch::Tensor some_sds() { return torch::tensor({0.05, 0.2, 0.1, 0.3}, kDoubles); }

TEST(EmpiricalGaussianPrior, GivenAPosteriorWhenComparedThenKlIsTheLeastOverAllSigmas) {
  const EmpiricalGaussianPrior prior;
  const auto kl_at = [](double sigma) {
    return GaussianPrior(GaussianPriorOptions{0.0, sigma})
        ->kl_from_gaussian(some_means(), some_sds())
        ->item<double>();
  };

  // Boost's one-dimensional search; the location of a minimum is known to half the digits.
  const auto [sigma, kl] = boost::math::tools::brent_find_minima(kl_at, 0.01, 3.0, 50);

  EXPECT_NEAR(prior->kl_from_gaussian(some_means(), some_sds())->item<double>(), kl, 1e-12);
  EXPECT_NEAR(prior->sigma(some_means(), some_sds()).item<double>(), sigma, 1e-7);
}

TEST(EmpiricalGaussianPrior, GivenTheKlWhenDifferentiatedThenGradientsAreThoseOfFiniteDifferences) {
  const EmpiricalGaussianPrior prior;
  auto mean = some_means().set_requires_grad(true), sd = some_sds().set_requires_grad(true);

  prior->kl_from_gaussian(mean, sd)->backward();

  constexpr double kStep = 1e-5;  // its square is the error, relative
  for (const bool of_mean : {true, false}) {
    for (std::int64_t i = 0; i < 4; ++i) {
      const auto shifted = [&](double by) {
        auto means = some_means(), sds = some_sds();
        (of_mean ? means : sds)[i] += by;
        return prior->kl_from_gaussian(means, sds)->item<double>();
      };
      const double slope = (shifted(kStep) - shifted(-kStep)) / (2.0 * kStep);
      EXPECT_NEAR((of_mean ? mean : sd).grad()[i].item<double>(), slope,
                  1e-6 * std::max(1.0, std::abs(slope)));
    }
  }
}

TEST(EmpiricalGaussianPrior, GivenEqualDeviationsAroundZeroWhenComparedThenKlIsZeroWhateverTheirSize) {
  const EmpiricalGaussianPrior prior;

  for (const double sd : {1e-3, 0.1, 7.0}) {
    const auto kl = prior->kl_from_gaussian(torch::zeros({9}, kDoubles), torch::full({9}, sd, kDoubles));
    EXPECT_NEAR(kl->item<double>(), 0.0, 1e-12);
  }
}

TEST(EmpiricalGaussianPrior, GivenAMethodWithPointsWhenMadeThenItIsRefusedBeforeTraining) {
  auto problem = support::small_problem();
  problem.prior = EmpiricalGaussianPrior().ptr();

  EXPECT_THROW(map({}, problem), Error);
  EXPECT_THROW(mc_dropout({}, problem), Error);
}

TEST(EmpiricalGaussianPrior, GivenAPosteriorWhenAskedWhatWasLearntThenItIsTheSigmaByHand) {
  const auto mean = torch::tensor({3.0, 0.0}, torch::kFloat64),
             sd = torch::tensor({0.0, 4.0}, torch::kFloat64);

  const auto learnt = EmpiricalGaussianPrior()->learnt_scales(mean, sd);

  ASSERT_EQ(learnt.size(), 1u);
  EXPECT_EQ(learnt[0].name, "prior_sigma");
  EXPECT_NEAR(learnt[0].value, std::sqrt(12.5), 1e-12);  // mean of 9 and 16
}

}  // namespace
}  // namespace bayes
