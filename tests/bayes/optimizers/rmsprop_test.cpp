#include "bayes/optimizers/rmsprop.h"

#include <gtest/gtest.h>
#include <torch/optim/rmsprop.h>

#include <vector>

#include "tests/bayes/optimizers/optimizer_against_torch.h"

namespace bayes {
namespace {

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
  EXPECT_LT(difference({}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference({1e-3, 0.9, 1e-4, 0.1}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference({}, torch::kFloat32), 1e-5);
}

TEST(Rmsprop, GivenTheStateHalfWayWhenRestoredThenTheEndIsTheSameToTheBit) {
  EXPECT_TRUE(resumes_to_the_bit(rmsprop({1e-3, 0.9, 1e-4, 0.1})));
}

}  // namespace
}  // namespace bayes
