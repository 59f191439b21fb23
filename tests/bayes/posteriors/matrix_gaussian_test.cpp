#include "bayes/posteriors/matrix_gaussian.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/posteriors/tied_gaussian.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/laplace.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

// A small weight, of a linear layer or a convolution: as a matrix [2, 4].
const std::vector<std::vector<std::int64_t>> kMatrixSizes{{2, 4}, {2, 2, 1, 2}};

MatrixGaussian matrix_posterior(const std::vector<std::int64_t>& sizes,
                                const std::shared_ptr<const Prior>& prior) {
  torch::manual_seed(6);
  MatrixGaussian posterior(sizes, 0.2, prior);
  posterior->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  for (auto& parameter : posterior->parameters()) parameter.add_(torch::randn_like(parameter), 0.7);
  return posterior;
}

// The triangular matrix A ⊗ B whose product with noise is the deviation, [8, 8].
torch::Tensor kronecker_factor(const MatrixGaussian& posterior) {
  const torch::NoGradGuard no_grad;
  return torch::kron(posterior->rows->matrix(), posterior->columns->matrix());
}

torch::Tensor kronecker_covariance(const MatrixGaussian& posterior) {
  const auto factor = kronecker_factor(posterior);
  return factor.mm(factor.t());
}

// By the eigenvalues of the whole matrix, where the posterior has two diagonals.
double log_determinant_of(const torch::Tensor& matrix) {
  return torch::linalg_eigvalsh(matrix, "L").log().sum().item<double>();
}

// From N(0.1, 0.5^2) to a Gaussian with this covariance: Bishop 2006, exercise 2.13.
double kl_of_full_gaussian(const torch::Tensor& mu, const torch::Tensor& covariance) {
  const double n = static_cast<double>(mu.numel());
  const double offset = (mu - 0.1).square().sum().item<double>();
  return 0.5 * (covariance.trace().item<double>() / 0.25 + offset / 0.25 - n + n * std::log(0.25) -
                log_determinant_of(covariance));
}

std::shared_ptr<const Prior> gaussian_prior() { return GaussianPrior(GaussianPriorOptions{0.1, 0.5}).ptr(); }

// Of draws less their mean; six standard errors by Isserlis: Var(x y) = s_xx s_yy + s_xy^2 for Gaussians.
void expect_drawn_covariance(const MatrixGaussian& posterior, const torch::Tensor& expected,
                             const torch::Tensor& places) {
  const torch::NoGradGuard no_grad;
  constexpr int kSamples = 20000;
  auto sum = torch::zeros_like(expected);
  for (std::uint32_t s = 0; s < kSamples; ++s) {
    const Draw draw({1, Stream::kPrediction, 0, s}, 0, Draw::Kl::kSkip);
    const auto deviation = (posterior->draw() - posterior->mu).flatten().index_select(0, places);
    sum += torch::outer(deviation, deviation);
  }
  const auto variance = expected.diagonal();
  const auto error = ((torch::outer(variance, variance) + expected.square()) / kSamples).sqrt();
  EXPECT_LT(((sum / kSamples - expected).abs() / error).max().item<double>(), 6.0);
}

TEST(MatrixGaussian, GivenAWeightWhenAskedThenEntropyAndKlAreThoseOfTheFullGaussian) {
  for (const auto& sizes : kMatrixSizes) {
    const auto posterior = matrix_posterior(sizes, gaussian_prior());
    const auto covariance = kronecker_covariance(posterior);

    const double entropy =
        0.5 * (8.0 * std::log(2.0 * M_PI * std::exp(1.0)) + log_determinant_of(covariance));
    EXPECT_NEAR(posterior->entropy().item<double>(), entropy, 1e-10);
    EXPECT_NEAR(posterior->kl().item<double>(), kl_of_full_gaussian(posterior->mu.detach(), covariance),
                1e-9);
    EXPECT_TRUE(
        torch::allclose(posterior->sd().detach().flatten().square(), covariance.diagonal(), 1e-10, 1e-12));
  }
}

TEST(MatrixGaussian, GivenALaplacePriorWhenComparedThenKlIsMinusEntropyAndTheMarginalsCrossEntropy) {
  const auto posterior = matrix_posterior({2, 4}, LaplacePrior(LaplacePriorOptions{0.0, 0.3}).ptr());
  const auto covariance = kronecker_covariance(posterior);
  const auto mu = posterior->mu.detach().flatten();
  const double of_unit = std::log(2.0 * M_PI * std::exp(1.0));
  double expected = -0.5 * (8.0 * of_unit + log_determinant_of(covariance));
  for (int i = 0; i < 8; ++i) {
    // E(-log p) of a marginal: quadrature's KL plus the marginal's entropy.
    const double variance = covariance[i][i].item<double>();
    expected += kl_by_quadrature(mu[i].item<double>(), std::sqrt(variance),
                                 [](double w) { return -std::abs(w) / 0.3 - std::log(0.6); }) +
                0.5 * (of_unit + std::log(variance));
  }

  EXPECT_NEAR(posterior->kl().item<double>(), expected, 1e-8);
}

TEST(MatrixGaussian, GivenManyDrawsWhenCountedThenTheCovarianceIsTheKroneckerProduct) {
  for (const auto& sizes : kMatrixSizes) {
    const auto posterior = matrix_posterior(sizes, gaussian_prior());
    expect_drawn_covariance(posterior, kronecker_covariance(posterior), torch::arange(8));
  }
}

TEST(MatrixGaussian, GivenPrunedWeightsWhenDrawnAndComparedThenItIsTheGaussianOfTheRemainingNoise) {
  for (const auto& sizes : kMatrixSizes) {
    auto posterior = matrix_posterior(sizes, gaussian_prior());
    const auto places = torch::tensor({0, 2, 3, 5, 7});
    const auto mu = posterior->mu.detach().clone().flatten().index_select(0, places);
    // Kept rows and columns of the factor; each row as long as it was.
    const auto whole = kronecker_factor(posterior);
    auto factor = whole.index_select(0, places).index_select(1, places);
    factor = factor * (whole.index_select(0, places).norm(2, 1) / factor.norm(2, 1)).unsqueeze(1);
    const auto covariance = factor.mm(factor.t());

    posterior->prune(torch::ones({8}, torch::kBool).index_fill_(0, places, 0).view(sizes));

    const double entropy =
        0.5 * (5.0 * std::log(2.0 * M_PI * std::exp(1.0)) + log_determinant_of(covariance));
    EXPECT_NEAR(posterior->entropy().item<double>(), entropy, 1e-10);
    EXPECT_NEAR(posterior->kl().item<double>(), kl_of_full_gaussian(mu, covariance), 1e-9);
    expect_drawn_covariance(posterior, covariance, places);
  }
}

TEST(MatrixGaussian, GivenDiagonalFactorsWhenComparedThenItIsTheTiedGaussianOfRankOne) {
  MatrixGaussian matrix(std::vector<std::int64_t>{3, 2}, 0.2, gaussian_prior());
  TiedGaussian tied(std::vector<std::int64_t>{3, 2}, 0.2, 1, gaussian_prior());
  const torch::NoGradGuard no_grad;
  tied->reset_parameters(0.3);
  matrix->to(torch::kFloat64);
  tied->to(torch::kFloat64);
  matrix->mu.copy_(tied->mu);
  matrix->rows->rho.copy_(tied->row_rho.view(3));
  matrix->columns->rho.copy_(tied->column_rho.view(2));

  EXPECT_TRUE(torch::allclose(matrix->sd(), tied->sd()));
  EXPECT_NEAR(matrix->kl().item<double>(), tied->kl().item<double>(), 1e-12);
}

TEST(MatrixGaussian, GivenABiasWhenMadeThenItHasAFullCovarianceAndNoColumns) {
  const auto posterior = matrix_posterior({3}, gaussian_prior());
  const torch::NoGradGuard no_grad;

  EXPECT_TRUE(posterior->columns.is_empty());
  const auto factor = posterior->rows->matrix();
  EXPECT_NEAR(posterior->kl().item<double>(), kl_of_full_gaussian(posterior->mu, factor.mm(factor.t())),
              1e-10);
}

TEST(CholeskyFactor, GivenItsParametersWhenAskedThenTheMatrixIsLowerTriangularInUnitsOfItsDiagonal) {
  const CholeskyFactor factor(3, 0.5);
  const torch::NoGradGuard no_grad;
  factor->below.copy_(torch::tensor({1.0, 2.0, 3.0}));

  const auto matrix = factor->matrix();

  // Row by row, by hand.
  const auto expected = torch::tensor({{0.5, 0.0, 0.0}, {0.5, 0.5, 0.0}, {1.0, 1.5, 0.5}});
  EXPECT_TRUE(torch::allclose(matrix, expected.to(torch::kFloat32)));
  EXPECT_TRUE(torch::allclose(factor->diagonal(), matrix.diagonal()));
}

}  // namespace
}  // namespace bayes
