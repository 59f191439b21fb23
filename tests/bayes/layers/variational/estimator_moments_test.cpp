// What estimators have in common, and what not: mean and variance of each output, and covariances between
// outputs, against closed forms. All tolerances are five Monte Carlo standard errors.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/bayes/layers/many_outputs.h"

namespace bayes {
namespace {

constexpr int kSamples = 3000;

// The largest deviation in standard errors.
double worst(const torch::Tensor& estimate, const torch::Tensor& expected,
             const torch::Tensor& standard_error) {
  return ((estimate - expected).abs() / standard_error).max().item<double>();
}

class EstimatorMoments : public testing::TestWithParam<Estimator> {};

TEST_P(EstimatorMoments, GivenLinearAndConvolutionsWhenDrawnOftenThenMeanAndVarianceAreTheClosedForm) {
  for (const auto& random : {random_linear(), random_convolution(), random_transposed_convolution()}) {
    const auto outputs = many_outputs(random, GetParam(), kSamples);

    // Each output by itself is Gaussian under every estimator.
    const auto variance = random.variance();
    EXPECT_LT(worst(outputs.mean(0), random.mean(), (variance / kSamples).sqrt()), 5.0);
    EXPECT_LT(worst(outputs.var(0), variance, variance * std::sqrt(2.0 / kSamples)), 5.0);
  }
}

TEST_P(EstimatorMoments, GivenTwoExamplesWhenDrawnOftenThenOnlyWeightSamplingLetsThemCovary) {
  const auto random = random_linear();
  const auto centred = many_outputs(random, GetParam(), kSamples) - random.mean();

  const auto covariance = torch::einsum("sno,smo->nmo", {centred, centred}) / kSamples;

  // sum over inputs of x_n x_m sigma^2, plus the bias' own variance
  auto expected = torch::einsum("ni,mi,oi->nmo", {random.input, random.input, random.weight->sd().square()}) +
                  random.bias->sd().square();
  if (GetParam() != Estimator::kWeightSampling)
    expected = expected * torch::eye(3, torch::kFloat64).unsqueeze(2);
  // Given Flipout's signs two examples covary, so that the variance of their product is up to 3 Var Var.
  const auto variance = random.variance();
  const auto error = (3.0 * variance.unsqueeze(0) * variance.unsqueeze(1) / kSamples).sqrt();
  EXPECT_LT(worst(covariance, expected.detach(), error), 5.0);
}

TEST_P(EstimatorMoments, GivenTwoPixelsWhenDrawnOftenThenAllButLocalReparameterisationLetThemCovary) {
  const auto random = random_convolution();
  const auto centred = (many_outputs(random, GetParam(), kSamples) - random.mean()).flatten(3);

  const auto covariance = torch::einsum("snop,snoq->nopq", {centred, centred}) / kSamples;

  // sum over the kernel of (patch at p) (patch at q) sigma^2, plus the bias' own variance
  const auto patches = torch::im2col(random.input, {3, 3}, {1, 1}, {0, 0}, {1, 1});
  auto expected =
      torch::einsum("nkp,ok,nkq->nopq", {patches, random.weight->sd().flatten(1).square(), patches}) +
      random.bias->sd().square().view({3, 1, 1});
  if (GetParam() == Estimator::kLocalReparameterisation) expected = expected * torch::eye(4, torch::kFloat64);
  // The product of two centred Gaussians has variance Var Var + Cov^2.
  const auto variance = random.variance().flatten(2);
  const auto error = ((variance.unsqueeze(2) * variance.unsqueeze(3) + expected.square()) / kSamples).sqrt();
  EXPECT_LT(worst(covariance, expected.detach(), error.detach()), 5.0);
}

INSTANTIATE_TEST_SUITE_P(All, EstimatorMoments,
                         testing::Values(Estimator::kWeightSampling, Estimator::kLocalReparameterisation,
                                         Estimator::kFlipout),
                         [](const auto& info) -> std::string {
                           if (info.param == Estimator::kWeightSampling) return "WeightSampling";
                           return info.param == Estimator::kFlipout ? "Flipout" : "LocalReparameterisation";
                         });

}  // namespace
}  // namespace bayes
