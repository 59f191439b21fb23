#include "bayes/posteriors/rank_one_posterior.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/horseshoe.h"
#include "bayes/priors/laplace.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

// In float64, every parameter away from where it starts; the factors' prior is N(1, 0.2^2).
RankOnePosterior rank_one(
    const std::vector<std::int64_t>& sizes,
    const std::shared_ptr<const Prior>& prior = LaplacePrior(LaplacePriorOptions{0.0, 0.3}).ptr()) {
  torch::manual_seed(6);
  RankOnePosterior posterior(sizes, 0.2, 0.2, prior);
  posterior->reset_parameters(0.5);
  posterior->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : posterior->parameters()) parameter.add_(torch::randn_like(parameter), 0.3);
  return posterior;
}

// By quadrature.
double kl_of_factor(const torch::Tensor& mean, const torch::Tensor& rho) {
  return kl_by_quadrature(mean.item<double>(), std::log1p(std::exp(rho.item<double>())),
                          [](double factor) { return log_normal(factor, 1.0, 0.2); });
}

// log p(0) - log p(weight) of the Laplace prior, by hand.
double penalty_of(double weight) { return std::abs(weight) / 0.3; }

TEST(RankOnePosterior, GivenFactorsWhenAskedThenMomentsAreThoseOfTheProductOfThree) {
  const auto posterior = rank_one({2, 3});
  const torch::NoGradGuard no_grad;
  const auto mean = posterior->mean(), sd = posterior->sd();
  const auto row_sd = torch::softplus(posterior->row_rho), column_sd = torch::softplus(posterior->column_rho);

  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 3; ++j) {
      const double p = posterior->point[i][j].item<double>();
      const double r = posterior->row_mean[i].item<double>(), s = posterior->column_mean[j].item<double>();
      const double of_r = std::pow(row_sd[i].item<double>(), 2);
      const double of_s = std::pow(column_sd[j].item<double>(), 2);
      // E x^2 of a product of independent variables is the product of theirs.
      const double second_moment = p * p * (r * r + of_r) * (s * s + of_s);
      EXPECT_NEAR(mean[i][j].item<double>(), p * r * s, 1e-12);
      EXPECT_NEAR(sd[i][j].item<double>(), std::sqrt(second_moment - std::pow(p * r * s, 2)), 1e-12);
    }
  }
}

TEST(RankOnePosterior, GivenAConvolutionWhenDrawnThenFactorsAreOfChannelsAndTheSameAtAllPlaces) {
  const auto posterior = rank_one({4, 3, 2, 2});
  const Draw draw({1, Stream::kPrediction, 0, 0}, 0, Draw::Kl::kSkip);
  const torch::NoGradGuard no_grad;

  const auto factors = posterior->draw() / posterior->point;

  const auto at_first = factors.slice(2, 0, 1).slice(3, 0, 1);
  EXPECT_TRUE(torch::allclose(factors, at_first.expand_as(factors)));
  const auto matrix = at_first.view({4, 3});
  // Of rank one: all but the first singular value are 0.
  const auto values = torch::linalg_svdvals(matrix);
  EXPECT_LT(values[1].item<double>(), 1e-12 * values[0].item<double>());
  EXPECT_GT(matrix.std().item<double>(), 0.05);
}

TEST(RankOnePosterior, GivenItsKlWhenComparedThenItIsThatOfTheFactorsAndThePenaltyOfPoints) {
  const auto posterior = rank_one({2, 3});
  const torch::NoGradGuard no_grad;
  double expected = 0.0;
  for (int i = 0; i < 2; ++i) expected += kl_of_factor(posterior->row_mean[i], posterior->row_rho[i]);
  for (int j = 0; j < 3; ++j) expected += kl_of_factor(posterior->column_mean[j], posterior->column_rho[j]);
  for (int i = 0; i < 6; ++i) expected += penalty_of(posterior->point.flatten()[i].item<double>());

  EXPECT_NEAR(posterior->kl().item<double>(), expected, 1e-8);
}

TEST(RankOnePosterior, GivenARowThatIsRemovedWhenComparedThenItsFactorCountsNoMore) {
  auto posterior = rank_one({2, 3, 1, 2});
  const torch::NoGradGuard no_grad;
  auto removed = torch::zeros({2, 3, 1, 2}, torch::kBool);
  removed[0] = true;        // all of row 0
  removed[1][2][0] = true;  // the rest of column 2
  removed[1][0][0][1] = true;
  double expected = kl_of_factor(posterior->row_mean[1], posterior->row_rho[1]);
  for (int j = 0; j < 2; ++j) expected += kl_of_factor(posterior->column_mean[j], posterior->column_rho[j]);
  for (const auto& place : {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1)}) {
    expected += penalty_of(posterior->point[1][place.first][0][place.second].item<double>());
  }

  posterior->prune(removed);

  EXPECT_NEAR(posterior->kl().item<double>(), expected, 1e-8);
}

TEST(RankOnePosterior, GivenABiasWhenMadeThenItHasFactorsOfRowsAlone) {
  const auto posterior = rank_one({2});
  const torch::NoGradGuard no_grad;

  EXPECT_FALSE(posterior->column_mean.defined());
  EXPECT_TRUE(torch::allclose(posterior->sd(), posterior->point.abs() * torch::softplus(posterior->row_rho)));
}

TEST(RankOnePosterior, GivenAnInitialSigmaWhenMadeThenItIsTheShareOfEachWeight) {
  for (const std::vector<std::int64_t>& sizes : {std::vector<std::int64_t>{5}, {4, 3}, {4, 3, 2, 2}}) {
    RankOnePosterior posterior(sizes, 0.3, 0.1, GaussianPrior().ptr());
    posterior->reset_parameters(0.5);
    const torch::NoGradGuard no_grad;

    EXPECT_TRUE(torch::allclose(posterior->sd(), 0.3 * posterior->mean().abs(), 1e-5));
    EXPECT_TRUE(torch::equal(posterior->mean(), posterior->point));
  }
}

TEST(RankOnePosterior, GivenAPriorWithoutDensityAtPointsOrABadSigmaWhenMadeThenErrorIsThrown) {
  const std::vector<std::int64_t> sizes{2, 3};
  EXPECT_THROW(RankOnePosterior(sizes, 0.1, 0.1, EmpiricalGaussianPrior().ptr()), Error);
  EXPECT_THROW(RankOnePosterior(sizes, 0.1, 0.1, HorseshoePrior().ptr()), Error);
  EXPECT_THROW(RankOnePosterior(sizes, 0.1, 0.0, GaussianPrior().ptr()), Error);
}

}  // namespace
}  // namespace bayes
