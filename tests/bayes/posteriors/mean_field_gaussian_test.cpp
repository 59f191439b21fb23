#include "bayes/posteriors/mean_field_gaussian.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/scale_mixture.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

std::shared_ptr<Prior> narrow_gaussian() { return GaussianPrior(GaussianPriorOptions{0.0, 0.1}).ptr(); }

// In float64, with these means and standard deviations.
MeanFieldGaussian posterior_of(const std::vector<double>& means, const std::vector<double>& sds,
                               const std::shared_ptr<const Prior>& prior = narrow_gaussian()) {
  MeanFieldGaussian posterior(std::vector<std::int64_t>{static_cast<std::int64_t>(means.size())}, 0.05,
                              prior);
  posterior->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < means.size(); ++i) {
    posterior->mu[i] = means[i];
    posterior->rho[i] = inverse_softplus(sds[i]);
  }
  return posterior;
}

TEST(MeanFieldGaussian, GivenSigmasWhenSoftplusIsInvertedThenSoftplusGivesThemBack) {
  for (const double sigma : {1e-12, 1e-4, 0.05, 1.0, 5.0, 19.0, 25.0, 700.0, 1000.0}) {
    const double rho = inverse_softplus(sigma);

    // log(1 + exp(rho)), written so that it neither overflows nor loses small values
    const double softplus = std::max(rho, 0.0) + std::log1p(std::exp(-std::abs(rho)));
    EXPECT_NEAR(softplus, sigma, 1e-12 * sigma);
    EXPECT_NEAR(torch::softplus(torch::tensor(rho, torch::kFloat64)).item<double>(), sigma, 1e-8 * sigma);
  }
  EXPECT_NEAR(inverse_softplus(std::log(2.0)), 0.0, 1e-15);  // log(1 + exp(0)) = log 2
}

TEST(MeanFieldGaussian, GivenAnInitialSigmaWhenMadeThenMeansAreZeroAndDeviationsThatSigma) {
  const MeanFieldGaussian posterior(std::vector<std::int64_t>{3, 2}, 0.03, narrow_gaussian());

  EXPECT_TRUE(torch::equal(posterior->mean(), torch::zeros({3, 2})));
  EXPECT_TRUE(torch::allclose(posterior->sd(), torch::full({3, 2}, 0.03)));
  EXPECT_TRUE(posterior->mu.requires_grad());
  EXPECT_TRUE(posterior->rho.requires_grad());
}

TEST(MeanFieldGaussian, GivenArgumentsThatMakeNoSenseWhenMadeThenErrorIsThrown) {
  const std::vector<std::int64_t> sizes{2};

  for (const double sigma : {0.0, -0.1, double{NAN}, 1e39, std::numeric_limits<double>::infinity()}) {
    EXPECT_THROW(MeanFieldGaussian(sizes, sigma, narrow_gaussian()), Error) << sigma;
  }
  EXPECT_THROW(MeanFieldGaussian(sizes, 0.05, FlatPrior().ptr()), Error);
  EXPECT_THROW(MeanFieldGaussian(sizes, 0.05, nullptr), Error);
}

TEST(MeanFieldGaussian, GivenThePriorHandedInWhenItChangesLaterThenThePosteriorsOwnStays) {
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.1});
  const MeanFieldGaussian posterior(std::vector<std::int64_t>{2}, 0.05, prior.ptr());
  const double before = posterior->kl().item<double>();

  prior->sigma.fill_(3.0);

  EXPECT_EQ(posterior->kl().item<double>(), before);
}

TEST(MeanFieldGaussian, GivenManyDrawsWhenCountedThenMeanAndVarianceAreMuAndSigmaSquared) {
  const auto posterior = posterior_of({0.3, -2.0}, {0.2, 0.01});
  constexpr int kSamples = 4000;
  std::vector<torch::Tensor> draws;

  for (std::uint32_t s = 0; s < kSamples; ++s) {
    const Draw draw({1, Stream::kPrediction, 0, s});
    draws.push_back(posterior->draw().detach());
  }

  // Five standard errors: sd / sqrt(S) and variance sqrt(2 / S).
  const auto all = torch::stack(draws);
  const auto variance = torch::tensor({0.04, 0.0001}, torch::kFloat64);
  const auto mean_error = (all.mean(0) - posterior->mu).abs() / (variance / kSamples).sqrt();
  const auto variance_error = (all.var(0) / variance - 1.0).abs() / std::sqrt(2.0 / kSamples);
  EXPECT_LT(mean_error.max().item<double>(), 5.0);
  EXPECT_LT(variance_error.max().item<double>(), 5.0);
}

TEST(MeanFieldGaussian, GivenOneScopeWhenDrawnTwiceThenDrawAndPerturbationAreOfTheSameWeight) {
  const auto posterior = posterior_of({0.3, -2.0}, {0.2, 0.01});
  const Draw draw({1, Stream::kPrediction, 0, 0});

  const auto weight = posterior->draw();
  const auto perturbation = posterior->perturbation();

  EXPECT_TRUE(torch::allclose(weight, posterior->mu + perturbation));
  EXPECT_GT(perturbation.abs().min().item<double>(), 0.0);
}

TEST(MeanFieldGaussian, GivenAPosteriorMeanGuardWhenDrawnThenItIsTheMeanWithoutKl) {
  const auto posterior = posterior_of({0.3, -2.0}, {0.2, 0.01});
  const Draw draw({1, Stream::kPrediction, 0, 0});
  const PosteriorMeanGuard guard;

  const auto weight = posterior->draw();
  const auto perturbation = posterior->perturbation();
  posterior->collect_kl();

  EXPECT_TRUE(torch::equal(weight, posterior->mu));
  EXPECT_TRUE(torch::equal(perturbation, torch::zeros_like(weight)));
  EXPECT_EQ(draw.kl().item<double>(), 0.0);
}

TEST(MeanFieldGaussian, GivenPrunedWeightsWhenDrawnThenTheyAreExactlyZeroAndNotLogTwo) {
  auto posterior = posterior_of({0.3, -2.0, 0.1}, {0.2, 0.01, 0.1});

  posterior->prune(torch::tensor({true, false, true}));

  // The trap: rho = 0 would leave a standard deviation of softplus(0) = 0.693.
  const Draw draw({1, Stream::kPrediction, 0, 0});
  const auto weight = posterior->draw();
  for (const std::int64_t pruned : {0, 2}) {
    EXPECT_EQ(posterior->mean()[pruned].item<double>(), 0.0);
    EXPECT_EQ(posterior->sd()[pruned].item<double>(), 0.0);
    EXPECT_EQ(weight[pruned].item<double>(), 0.0);
  }
  EXPECT_NEAR(posterior->sd()[1].item<double>(), 0.01, 1e-12);
  EXPECT_NEAR(posterior->mean()[1].item<double>(), -2.0, 1e-12);
}

TEST(MeanFieldGaussian, GivenAGaussianPriorWhenComparedThenKlRunsFromPosteriorToPrior) {
  const auto posterior = posterior_of({0.3, -0.05}, {0.2, 0.02});
  const auto log_prior = [](double weight) { return log_normal(weight, 0.0, 0.1); };
  const double expected = kl_by_quadrature(0.3, 0.2, log_prior) + kl_by_quadrature(-0.05, 0.02, log_prior);
  const double reversed = kl_by_quadrature(0.0, 0.1, [](double w) { return log_normal(w, 0.3, 0.2); }) +
                          kl_by_quadrature(0.0, 0.1, [](double w) { return log_normal(w, -0.05, 0.02); });
  ASSERT_GT(std::abs(expected - reversed), 1.0);

  EXPECT_NEAR(posterior->kl().item<double>(), expected, 1e-9);
  Draw draw({1, Stream::kTraining, 0, 0});
  posterior->draw();
  EXPECT_NEAR(draw.kl().item<double>(), expected, 1e-9);
}

TEST(MeanFieldGaussian, GivenAScaleMixtureWhenKlIsEstimatedOnDrawsThenItsMeanIsThatOfQuadrature) {
  const ScaleMixturePriorOptions options{0.4, 1.0, 0.05};
  const auto posterior = posterior_of({0.1, -0.5}, {0.08, 0.2}, ScaleMixturePrior(options).ptr());
  const auto log_prior = [&](double weight) {
    return std::log(0.4 * std::exp(log_normal(weight, 0.0, 1.0)) +
                    0.6 * std::exp(log_normal(weight, 0.0, 0.05)));
  };
  const double expected = kl_by_quadrature(0.1, 0.08, log_prior) + kl_by_quadrature(-0.5, 0.2, log_prior);

  for (const bool through_draw : {true, false}) {
    std::vector<double> estimates;
    for (std::uint32_t s = 0; s < 4000; ++s) {
      Draw draw({1, Stream::kTraining, 0, s});
      if (through_draw) posterior->draw();
      if (!through_draw) posterior->collect_kl();
      estimates.push_back(draw.kl().item<double>());
    }

    const auto all = torch::tensor(estimates, torch::kFloat64);
    const double standard_error = all.std().item<double>() / std::sqrt(4000.0);
    EXPECT_NEAR(all.mean().item<double>(), expected, 5 * standard_error) << through_draw;
    EXPECT_LT(standard_error, 0.02 * expected);
  }
}

TEST(MeanFieldGaussian, GivenAScaleMixtureWhenDrawnThenKlIsThatOfTheWeightDrawn) {
  const ScaleMixturePriorOptions options{0.4, 1.0, 0.05};
  const auto posterior = posterior_of({0.1}, {0.08}, ScaleMixturePrior(options).ptr());
  const Draw draw({1, Stream::kTraining, 0, 0});

  const double weight = posterior->draw().item<double>();

  const double log_prior =
      std::log(0.4 * std::exp(log_normal(weight, 0.0, 1.0)) + 0.6 * std::exp(log_normal(weight, 0.0, 0.05)));
  EXPECT_NEAR(draw.kl().item<double>(), log_normal(weight, 0.1, 0.08) - log_prior, 1e-9);
}

TEST(MeanFieldGaussian, GivenItsMomentsWhenTakenThenTheyAreCopiesWithTheKl) {
  const auto posterior = posterior_of({0.3, -0.05}, {0.2, 0.02});

  const auto moments = posterior->moments();
  {
    torch::NoGradGuard no_grad;
    posterior->mu.zero_();
  }

  ASSERT_EQ(moments.size(), 1U);
  EXPECT_EQ(moments[0].name, "");
  EXPECT_TRUE(torch::allclose(moments[0].mean, torch::tensor({0.3, -0.05}, torch::kFloat64)));
  EXPECT_TRUE(torch::allclose(moments[0].sd, torch::tensor({0.2, 0.02}, torch::kFloat64)));
  EXPECT_FALSE(moments[0].sd.requires_grad());
  const auto log_prior = [](double weight) { return log_normal(weight, 0.0, 0.1); };
  EXPECT_NEAR(moments[0].kl, kl_by_quadrature(0.3, 0.2, log_prior) + kl_by_quadrature(-0.05, 0.02, log_prior),
              1e-9);
}

}  // namespace
}  // namespace bayes
