// Steps of a network whose first layer is large enough for its weights' gradient to be owed. That they are
// the generic ones is in fused_step_test.cpp.
#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "bayes/engine/fused_step.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "models/mlp.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

const Architecture& wide() {
  static const Architecture wide = models::mlp({{149}}, {1, 15, 15, 3});
  return wide;
}

Examples random_images() {
  torch::manual_seed(3);
  return {torch::randn({20, 1, 15, 15}), torch::arange(20, torch::kInt64).remainder(3)};
}

State parameters_of(const Network& network) {
  State state;
  for (const auto& parameter : network.named_parameters()) state[parameter.key()] = parameter.value();
  return state;
}

// Three steps on so many threads, the last on fewer images than shards.
void train(Network& network, const Examples& data, int threads) {
  ThreadPool pool(threads);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.train = data;
  training.options.shards = 3;
  NamedParameters parameters;
  for (const auto& parameter : network.named_parameters()) {
    parameters.emplace_back(parameter.key(), parameter.value());
  }
  const auto optimizer = sgd(SgdOptions{})(parameters);
  const auto prior = GaussianPrior().ptr();
  const auto step = fused_step(network, *prior, support::of_three_classes(), parameters, *optimizer,
                               step_options(training.options), training.train, training.pool, /*seed=*/5);
  ASSERT_TRUE(step);
  std::uint32_t next = 0;
  for (const std::int64_t size : {10, 8, 2}) {
    step->run(data, torch::arange(size, torch::kInt64), {{5, Stream::kTraining, next++, 0}, 1e-3, 0.1});
  }
}

class OwedGradients : public testing::TestWithParam<std::shared_ptr<const LayerFactory>> {};

TEST_P(OwedGradients, GivenOneTwoOrThreeThreadsWhenSteppedThenTheBitsAreTheSame) {
  const auto data = random_images();
  std::vector<State> results;
  for (const int threads : {1, 2, 3}) {
    torch::manual_seed(1);
    const auto network = wide()(GetParam());
    train(*network, data, threads);
    results.push_back(support::copy_of(parameters_of(*network)));
  }

  EXPECT_TRUE(support::same_bits(results[0], results[1]));
  EXPECT_TRUE(support::same_bits(results[0], results[2]));
}

std::shared_ptr<const LayerFactory> variational(Estimator estimator) {
  return std::make_shared<VariationalLayers>(VariationalOptions{0.1, estimator}, GaussianPrior().ptr());
}

INSTANTIATE_TEST_SUITE_P(Families, OwedGradients,
                         testing::Values(std::make_shared<DeterministicLayers>(),
                                         variational(Estimator::kWeightSampling),
                                         variational(Estimator::kLocalReparameterisation)));

// A pixel so large that its weights' gradient overflows, though they are 0 and the loss is finite.
TEST(OwedGradient, GivenAProductThatOverflowsWhenSteppedThenItIsNamed) {
  auto data = random_images();
  data.inputs.select(2, 0).select(2, 0).fill_(3e38f);
  torch::manual_seed(1);
  const auto network = wide()(std::make_shared<DeterministicLayers>());
  torch::NoGradGuard no_grad;
  std::string first;
  for (const auto& parameter : network->named_parameters()) {
    if (parameter.value().dim() != 2) continue;
    if (first.empty()) {
      first = parameter.key();
      parameter.value().select(1, 0).zero_();
    } else {
      parameter.value().mul_(1e4f);
    }
  }
  torch::AutoGradMode with_gradients(true);

  const auto error = bnn::error_of([&] { train(*network, data, 2); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->problem, "the gradient of \"" + first + "\" is not a finite number");
}

}  // namespace
}  // namespace bayes
