#include "bayes/optimizers/adam.h"

#include <gtest/gtest.h>
#include <torch/optim/adam.h>
#include <torch/optim/adamw.h>

#include <vector>

#include "tests/bayes/optimizers/optimizer_against_torch.h"

namespace bayes {
namespace {

AdamOptions unusual_options() {
  AdamOptions options;
  options.beta1 = 0.8;
  options.beta2 = 0.97;
  options.epsilon = 1e-4;  // large enough to be seen
  options.weight_decay = 0.1;
  return options;
}

double difference(const AdamOptions& options, torch::ScalarType type) {
  return difference_from_torch(
      adam(options),
      [&](const std::vector<torch::Tensor>& parameters) {
        return torch::optim::Adam(parameters, torch::optim::AdamOptions()
                                                  .betas({options.beta1, options.beta2})
                                                  .eps(options.epsilon)
                                                  .weight_decay(options.weight_decay));
      },
      [](torch::optim::Adam& optimizer, double rate) {
        static_cast<torch::optim::AdamOptions&>(optimizer.param_groups()[0].options()).lr(rate);
      },
      type);
}

// Source: torch::optim::Adam. 50 roundings of 2^-53 or 2^-24, of values up to 3.
TEST(Adam, GivenDoublesWhenFiftyStepsAreTakenThenTheWeightsAreLibTorchs) {
  EXPECT_LT(difference({}, torch::kFloat64), 1e-13);
  EXPECT_LT(difference(unusual_options(), torch::kFloat64), 1e-13);
}

TEST(Adam, GivenFloatsWhenFiftyStepsAreTakenThenTheWeightsAreLibTorchsToRounding) {
  EXPECT_LT(difference({}, torch::kFloat32), 1e-5);
  EXPECT_LT(difference(unusual_options(), torch::kFloat32), 1e-5);
}

TEST(Adam, GivenTheStateHalfWayWhenRestoredThenTheEndIsTheSameToTheBit) {
  EXPECT_TRUE(resumes_to_the_bit(adam(unusual_options())));
}

TEST(Adam, GivenItsStateWhenReadThenEveryParameterHasBothMoments) {
  const auto optimizer = adam({})(sample_parameters(torch::kFloat32));

  const State state = optimizer->state();

  EXPECT_EQ(state.size(), 5u);
  for (const char* name :
       {"steps", "first_moment.weight", "first_moment.bias", "second_moment.weight", "second_moment.bias"}) {
    EXPECT_EQ(state.count(name), 1u) << name;
  }
}

// Source: torch::optim::AdamW.
TEST(AdamW, GivenStepsWhenTakenThenTheWeightsAreLibTorchs) {
  AdamWOptions options;
  options.epsilon = 1e-4;
  options.weight_decay = 0.3;
  const auto difference = [&](torch::ScalarType type) {
    return difference_from_torch(
        adamw(options),
        [&](const std::vector<torch::Tensor>& parameters) {
          return torch::optim::AdamW(
              parameters,
              torch::optim::AdamWOptions().eps(options.epsilon).weight_decay(options.weight_decay));
        },
        [](torch::optim::AdamW& optimizer, double rate) {
          static_cast<torch::optim::AdamWOptions&>(optimizer.param_groups()[0].options()).lr(rate);
        },
        type);
  };

  EXPECT_LT(difference(torch::kFloat64), 1e-13);
  EXPECT_LT(difference(torch::kFloat32), 1e-5);
  EXPECT_TRUE(resumes_to_the_bit(adamw(options)));
  EXPECT_EQ(adamw(options)(sample_parameters(torch::kFloat32))->weight_decay(), 0.3);
}

TEST(Adam, GivenACheckpointWithoutItsStepsWhenRestoredThenErrorIsThrown) {
  const auto optimizer = adam({})(sample_parameters(torch::kFloat32));
  State state = optimizer->state();
  state.erase("steps");

  EXPECT_THROW(optimizer->restore(state), Error);
}

}  // namespace
}  // namespace bayes
