// Bayesian linear regression with known noise, the case that has an exact answer: the best mean-field
// Gaussian has the exact posterior's mean, the ridge solution, and the variances 1 / Lambda_ii, which are too
// small where inputs are correlated (Bishop 2006, sections 3.3.1 and 10.1.2).
#include <gtest/gtest.h>
#include <torch/optim/adam.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/priors/gaussian.h"

namespace bayes {
namespace {

constexpr double kNoise = 0.5;
constexpr double kPriorSigma = 0.8;

struct Regression {
  torch::Tensor inputs;   // [N, D]
  torch::Tensor targets;  // [N, 1]

  // Lambda: the precision of the exact posterior, [D, D].
  torch::Tensor precision() const {
    return inputs.t().mm(inputs) / (kNoise * kNoise) +
           torch::eye(inputs.size(1), torch::kFloat64) / (kPriorSigma * kPriorSigma);
  }
};

Regression correlated_regression() {
  torch::manual_seed(2);
  auto inputs = torch::randn({12, 3}, torch::kFloat64);
  inputs.select(1, 1).mul_(0.6).add_(0.8 * inputs.select(1, 0));
  const auto weight = torch::tensor({{0.7}, {-1.0}, {0.4}}, torch::kFloat64);
  return {inputs, inputs.mm(weight) + kNoise * torch::randn({12, 1}, torch::kFloat64)};
}

TEST(LinearRegression, GivenKnownNoiseWhenTheBoundIsMaximisedThenTheExactMeanFieldOptimumIsReached) {
  const auto data = correlated_regression();
  VariationalLinear layer(torch::nn::LinearOptions(3, 1).bias(false),
                          VariationalOptions{0.1, Estimator::kLocalReparameterisation},
                          GaussianPrior(GaussianPriorOptions{0.0, kPriorSigma}).ptr());
  layer->to(torch::kFloat64);
  // The data 16 times: under local reparameterisation that is the mean of 16 independent draws.
  constexpr std::int64_t kRepeats = 16;
  const auto inputs = data.inputs.repeat({kRepeats, 1});
  const auto targets = data.targets.repeat({kRepeats, 1});
  constexpr std::uint32_t kSteps = 1500;
  torch::optim::Adam adam(layer->parameters(), torch::optim::AdamOptions(0.05));

  for (std::uint32_t step = 0; step < kSteps; ++step) {
    const double rate = 0.05 * std::pow(0.004, static_cast<double>(step) / kSteps);
    static_cast<torch::optim::AdamOptions&>(adam.param_groups()[0].options()).lr(rate);
    const Draw draw({3, Stream::kTraining, step, 0});
    const auto errors = (layer->forward(inputs) - targets).square().sum() / kRepeats;
    const auto loss = errors / (2 * kNoise * kNoise) + draw.kl();
    adam.zero_grad();
    loss.backward();
    adam.step();
  }

  const auto precision = data.precision();
  const auto covariance = torch::inverse(precision);
  const auto ridge = covariance.mm(data.inputs.t()).mm(data.targets).view(3) / (kNoise * kNoise);
  const auto sd = precision.diagonal().rsqrt();
  // What is left is the noise of the last steps: a few hundredths of a standard deviation.
  const auto mean_error = ((layer->weight->mean().view(3) - ridge) / sd).abs();
  const auto sd_error = (layer->weight->sd().view(3) / sd - 1.0).abs();
  EXPECT_LT(mean_error.max().item<double>(), 0.05);
  EXPECT_LT(sd_error.max().item<double>(), 0.02);
  // The test can tell: the marginal standard deviations of the exact posterior are well above.
  EXPECT_GT((covariance.diagonal().sqrt() / sd - 1.0).max().item<double>(), 0.2);
}

}  // namespace
}  // namespace bayes
