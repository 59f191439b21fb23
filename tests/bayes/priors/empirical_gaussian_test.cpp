#include "bayes/priors/empirical_gaussian.h"

#include <gtest/gtest.h>

#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "bayes/core/error.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/methods/mc_dropout.h"
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

// What `copy_for` gives, in float64, with this sigma.
std::shared_ptr<EmpiricalGaussianPriorImpl> trained_prior(double sigma) {
  const auto prior = std::dynamic_pointer_cast<EmpiricalGaussianPriorImpl>(
      EmpiricalGaussianPrior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient, sigma})->copy_for({4}));
  prior->to(torch::kFloat64);
  return prior;
}

TEST(EmpiricalGaussianPrior, GivenASigmaThatIsTrainedWhenComparedThenKlIsThatOfAGaussianOfThisSigma) {
  for (const double sigma : {0.05, 0.4, 3.0}) {
    const auto expected =
        GaussianPrior(GaussianPriorOptions{0.0, sigma})->kl_from_gaussian(some_means(), some_sds());

    const auto kl = trained_prior(sigma)->kl_from_gaussian(some_means(), some_sds());

    EXPECT_NEAR(kl->item<double>(), expected->item<double>(), 1e-5 * expected->item<double>()) << sigma;
  }
}

TEST(EmpiricalGaussianPrior, GivenAFixedPosteriorWhenSigmaIsTrainedThenItEndsAtTheClosedForm) {
  const auto prior = trained_prior(/*sigma=*/2.0);
  for (int step = 0; step < 200; ++step) {
    prior->zero_grad();
    prior->kl_from_gaussian(some_means(), some_sds())->backward();
    // By hand, of four weights: 4 - sum(mean^2 + sd^2) / sigma^2.
    const double sigma = prior->log_sigma.exp().item<double>();
    EXPECT_NEAR(prior->log_sigma.grad().item<double>(), 4.0 - (0.4604 + 0.1425) / (sigma * sigma), 1e-9);
    const torch::NoGradGuard no_grad;
    prior->log_sigma.sub_(prior->log_sigma.grad(), 0.1);
  }

  const EmpiricalGaussianPrior closed;
  EXPECT_NEAR(prior->log_sigma.exp().item<double>(), closed->sigma(some_means(), some_sds()).item<double>(),
              1e-12);
  EXPECT_NEAR(prior->kl_from_gaussian(some_means(), some_sds())->item<double>(),
              closed->kl_from_gaussian(some_means(), some_sds())->item<double>(), 1e-12);
  // At the best sigma it does not move, and the posterior's gradient is that of the closed form too.
  auto mean = some_means().set_requires_grad(true), other = some_means().set_requires_grad(true);
  prior->kl_from_gaussian(mean, some_sds())->backward();
  closed->kl_from_gaussian(other, some_sds())->backward();
  EXPECT_TRUE(torch::allclose(mean.grad(), other.grad(), 0.0, 1e-10));
}

TEST(EmpiricalGaussianPrior, GivenBayesByBackpropWhenTrainedThenSigmasAreLearntSavedAndLoaded) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto problem = support::small_problem();
  problem.prior = EmpiricalGaussianPrior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient, 0.3}).ptr();
  const auto method = bayes_by_backprop({}, problem);

  ASSERT_TRUE(method->fit(support::small_training(pool, recorder)));

  const State after = method->save();
  std::size_t sigmas = 0;
  for (const auto& [name, tensor] : after) {
    if (name.find("prior.log_sigma") == std::string::npos) continue;
    ++sigmas;
    EXPECT_GT(std::abs(tensor.item<double>() - std::log(0.3)), 0.05) << name;  // Adam: six steps of 0.05
  }
  EXPECT_EQ(sigmas, 4u);  // weight and bias of two layers
  const auto loaded = bayes_by_backprop({}, problem);
  loaded->load(after);
  EXPECT_TRUE(support::same_bits(loaded->save(), after));
  EXPECT_EQ(loaded->weight_moments()[0].kl, method->weight_moments()[0].kl);
}

TEST(EmpiricalGaussianPrior, GivenATrainingThatStoppedWhenResumedThenTheBitsAreThoseOfOneWithoutStop) {
  ThreadPool pool(1);
  auto problem = support::small_problem();
  problem.prior = EmpiricalGaussianPrior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient}).ptr();
  support::Recorder whole, first(/*stop_after=*/4), rest;
  const auto at_once = bayes_by_backprop({}, problem), stopped = bayes_by_backprop({}, problem),
             resumed = bayes_by_backprop({}, problem);
  ASSERT_TRUE(at_once->fit(support::small_training(pool, whole)));
  ASSERT_FALSE(stopped->fit(support::small_training(pool, first)));

  resumed->restore_training(support::copy_of(stopped->training_state()));
  ASSERT_TRUE(resumed->fit(support::small_training(pool, rest)));

  EXPECT_TRUE(support::same_bits(resumed->save(), at_once->save()));
}

TEST(EmpiricalGaussianPrior, GivenNoSigmaToTrainOrABadOneWhenUsedThenErrorIsThrown) {
  const EmpiricalGaussianPrior prior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient});
  EXPECT_THROW(prior->kl_from_gaussian(some_means(), some_sds()), Error);
  for (const double sigma : {0.0, -1.0, double{NAN}, double{INFINITY}}) {
    EXPECT_THROW(EmpiricalGaussianPrior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient, sigma}), Error)
        << sigma;
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
