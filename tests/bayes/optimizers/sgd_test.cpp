#include "bayes/optimizers/sgd.h"

#include <gtest/gtest.h>
#include <torch/optim/sgd.h>

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
  EXPECT_LT(difference({0.1, 0.9, 0.0}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference({0.1, 0.0, 0.0}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference({0.1, 0.5, 0.2}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference({0.1, 0.9, 0.1, /*nesterov=*/true}, torch::kFloat64), 1e-13);
}

TEST(Sgd, GivenFloatsWhenFiftyStepsAreTakenThenTheWeightsAreLibTorchsToRounding) {
  EXPECT_LT(difference({0.1, 0.9, 0.0}, torch::kFloat32), 3e-5);
  EXPECT_LT(difference({0.1, 0.5, 0.2}, torch::kFloat32), 3e-5);
}

TEST(Sgd, GivenTheStateHalfWayWhenRestoredThenTheEndIsTheSameToTheBit) {
  EXPECT_TRUE(resumes_to_the_bit(sgd({0.1, 0.9, 0.01})));
}

}  // namespace
}  // namespace bayes
