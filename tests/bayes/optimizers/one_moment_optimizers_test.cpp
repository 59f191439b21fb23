#include "bayes/optimizers/one_moment_optimizers.h"

#include <gtest/gtest.h>
#include <torch/optim/adagrad.h>
#include <torch/optim/rmsprop.h>
#include <torch/optim/sgd.h>

#include <cmath>
#include <vector>

#include "tests/bayes/optimizers/optimizer_against_torch.h"

namespace bayes {
namespace {

double difference(const SgdOptions& options, torch::ScalarType type) {
  return difference_from_torch(
      sgd(options),
      [&](const std::vector<torch::Tensor>& parameters) {
        return torch::optim::SGD(parameters, torch::optim::SGDOptions(0.1)
                                                 .momentum(options.momentum)
                                                 .weight_decay(options.weight_decay)
                                                 .nesterov(options.nesterov));
      },
      [](torch::optim::SGD& optimizer, double rate) {
        static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[0].options()).lr(rate);
      },
      type);
}

// Source: torch::optim::SGD. The weights move by up to 10, whence the tolerance for floats.
TEST(Sgd, GivenDoublesWhenFiftyStepsAreTakenThenTheWeightsAreLibTorchs) {
  EXPECT_LT(difference(SgdOptions{0.1, 0.9, 0.0}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(SgdOptions{0.1, 0.0, 0.0}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(SgdOptions{0.1, 0.5, 0.2}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(SgdOptions{0.1, 0.9, 0.1, /*nesterov=*/true}, torch::kFloat64), 1e-13);
}

TEST(Sgd, GivenFloatsWhenFiftyStepsAreTakenThenTheWeightsAreLibTorchsToRounding) {
  EXPECT_LT(difference(SgdOptions{0.1, 0.9, 0.0}, torch::kFloat32), 3e-5);
  EXPECT_LT(difference(SgdOptions{0.1, 0.5, 0.2}, torch::kFloat32), 3e-5);
}

TEST(Sgd, GivenTheStateHalfWayWhenRestoredThenTheEndIsTheSameToTheBit) {
  EXPECT_TRUE(resumes_to_the_bit(sgd({0.1, 0.9, 0.01})));
}

double difference(const RmspropOptions& options, torch::ScalarType type) {
  return difference_from_torch(
      rmsprop(options),
      [&](const std::vector<torch::Tensor>& parameters) {
        return torch::optim::RMSprop(parameters, torch::optim::RMSpropOptions()
                                                     .alpha(options.alpha)
                                                     .eps(options.epsilon)
                                                     .weight_decay(options.weight_decay));
      },
      [](torch::optim::RMSprop& optimizer, double rate) {
        static_cast<torch::optim::RMSpropOptions&>(optimizer.param_groups()[0].options()).lr(rate);
      },
      type);
}

// Source: torch::optim::RMSprop.
TEST(Rmsprop, GivenStepsWhenTakenThenTheWeightsAreLibTorchs) {
  EXPECT_LT(difference(RmspropOptions{}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(RmspropOptions{1e-3, 0.9, 1e-4, 0.1}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(RmspropOptions{}, torch::kFloat32), 1e-5);
}

TEST(Rmsprop, GivenTheStateHalfWayWhenRestoredThenTheEndIsTheSameToTheBit) {
  EXPECT_TRUE(resumes_to_the_bit(rmsprop({1e-3, 0.9, 1e-4, 0.1})));
}

double difference(const AdagradOptions& options, torch::ScalarType type) {
  return difference_from_torch(
      adagrad(options),
      [&](const std::vector<torch::Tensor>& parameters) {
        return torch::optim::Adagrad(
            parameters,
            torch::optim::AdagradOptions().eps(options.epsilon).weight_decay(options.weight_decay));
      },
      [](torch::optim::Adagrad& optimizer, double rate) {
        static_cast<torch::optim::AdagradOptions&>(optimizer.param_groups()[0].options()).lr(rate);
      },
      type);
}

// Source: torch::optim::Adagrad.
TEST(Adagrad, GivenStepsWhenTakenThenTheWeightsAreLibTorchs) {
  EXPECT_LT(difference(AdagradOptions{}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(AdagradOptions{1e-2, 1e-4, 0.1}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(AdagradOptions{}, torch::kFloat32), 1e-5);
}

// By hand from Duchi et al. 2011: w_t = w_{t-1} - eta g_t / sqrt(g_1^2 + … + g_t^2).
TEST(Adagrad, GivenThreeGradientsWhenSteppedThenEachIsDividedByTheRootOfAllSquaresSoFar) {
  const NamedParameters parameters{{"weight", torch::tensor({1.0}, torch::kFloat64)}};
  const auto optimizer = adagrad({0.1, 1e-300, 0.0})(parameters);
  for (const double gradient : {3.0, -4.0, 12.0})
    optimizer->step({torch::tensor({gradient}, torch::kFloat64)}, 0.1);

  EXPECT_NEAR(parameters[0].second.item<double>(), 1.0 - 0.1 * (3.0 / 3.0 - 4.0 / 5.0 + 12.0 / 13.0), 1e-15);
}

TEST(Adagrad, GivenTheStateHalfWayWhenRestoredThenTheEndIsTheSameToTheBit) {
  EXPECT_TRUE(resumes_to_the_bit(adagrad({1e-2, 1e-4, 0.1})));
}

}  // namespace
}  // namespace bayes
