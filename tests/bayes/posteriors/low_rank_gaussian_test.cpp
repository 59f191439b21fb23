#include "bayes/posteriors/low_rank_gaussian.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/laplace.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

LowRankGaussian made(const std::shared_ptr<const Prior>& prior) {
  torch::manual_seed(6);
  LowRankGaussian posterior(std::vector<std::int64_t>{2, 3}, 0.2, 2, prior);
  posterior->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  posterior->mu.normal_().mul_(0.3);
  posterior->rho.uniform_(-3.0, 0.0);
  posterior->factor.normal_().mul_(1.5);
  return posterior;
}

// Written out, [6, 6].
torch::Tensor covariance(const LowRankGaussian& posterior) {
  const torch::NoGradGuard no_grad;
  const auto own = torch::diag(torch::softplus(posterior->rho).flatten());
  const auto shared = posterior->factor.mm(posterior->factor.t());
  return own.mm(torch::eye(6, torch::kFloat64) + shared).mm(own);
}

// By the eigenvalues of the whole matrix, where the posterior has the determinant lemma.
double log_determinant(const torch::Tensor& matrix) {
  return torch::linalg_eigvalsh(matrix, "L").log().sum().item<double>();
}

TEST(LowRankGaussian, GivenAGaussianPriorWhenComparedThenKlIsThatOfTwoFullGaussians) {
  const auto posterior = made(GaussianPrior(GaussianPriorOptions{0.1, 0.5}).ptr());
  const auto sigma = covariance(posterior);
  const double offset = (posterior->mu.detach() - 0.1).square().sum().item<double>();

  // Bishop 2006, exercise 2.13, with covariance 0.25 I of the prior.
  const double expected = 0.5 * (sigma.trace().item<double>() / 0.25 + offset / 0.25 - 6.0 +
                                 6.0 * std::log(0.25) - log_determinant(sigma));

  EXPECT_NEAR(posterior->kl().item<double>(), expected, 1e-10);
}

TEST(LowRankGaussian, GivenPrunedWeightsWhenComparedThenKlIsThatOfTheMarginalOfTheOthers) {
  auto posterior = made(GaussianPrior(GaussianPriorOptions{0.1, 0.5}).ptr());
  const auto kept = torch::tensor({1, 2, 5});
  const auto sigma = covariance(posterior).index_select(0, kept).index_select(1, kept);
  const auto offset = posterior->mu.detach().flatten().index_select(0, kept) - 0.1;

  posterior->prune(torch::tensor({{true, false, false}, {true, true, false}}));

  const double expected =
      0.5 * (sigma.trace().item<double>() / 0.25 + offset.square().sum().item<double>() / 0.25 - 3.0 +
             3.0 * std::log(0.25) - log_determinant(sigma));
  EXPECT_NEAR(posterior->kl().item<double>(), expected, 1e-10);
}

TEST(LowRankGaussian, GivenALaplacePriorWhenComparedThenKlIsMinusEntropyAndTheMarginalsCrossEntropy) {
  const auto posterior = made(LaplacePrior(LaplacePriorOptions{0.0, 0.3}).ptr());
  const auto sigma = covariance(posterior);
  const auto mu = posterior->mu.detach().flatten();
  const double of_unit = std::log(2.0 * M_PI * std::exp(1.0));
  double expected = -0.5 * (6.0 * of_unit + log_determinant(sigma));
  for (int i = 0; i < 6; ++i) {
    // E(-log p) of a marginal: quadrature's KL plus the marginal's entropy.
    const double variance = sigma[i][i].item<double>();
    expected += kl_by_quadrature(mu[i].item<double>(), std::sqrt(variance),
                                 [](double w) { return -std::abs(w) / 0.3 - std::log(0.6); }) +
                0.5 * (of_unit + std::log(variance));
  }

  EXPECT_NEAR(posterior->kl().item<double>(), expected, 1e-8);
}

TEST(LowRankGaussian, GivenManyDrawsWhenCountedThenTheCovarianceIsThatOfItsParts) {
  const auto posterior = made(GaussianPrior().ptr());
  const torch::NoGradGuard no_grad;
  constexpr int kSamples = 20000;
  auto sum = torch::zeros({6, 6}, torch::kFloat64);
  for (std::uint32_t s = 0; s < kSamples; ++s) {
    const Draw draw({1, Stream::kPrediction, 0, s});
    const auto deviation = (posterior->draw() - posterior->mu).flatten();
    sum += torch::outer(deviation, deviation);
  }

  // Var(x y) = s_xx s_yy + s_xy^2 for Gaussians (Isserlis); six standard errors.
  const auto expected = covariance(posterior), variance = expected.diagonal();
  const auto error = ((torch::outer(variance, variance) + expected.square()) / kSamples).sqrt();
  EXPECT_LT(((sum / kSamples - expected).abs() / error).max().item<double>(), 6.0);
}

TEST(LowRankGaussian, GivenARankBelowOneWhenMadeThenErrorIsThrown) {
  EXPECT_THROW(LowRankGaussian(std::vector<std::int64_t>{2}, 0.1, 0, GaussianPrior().ptr()), Error);
}

}  // namespace
}  // namespace bayes
