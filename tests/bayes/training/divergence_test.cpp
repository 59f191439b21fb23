// The objective and all that is trained stay finite, or training ends with the step and the tensor that do
// not.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/engine/fused_step.h"
#include "bayes/engine/generic_step.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/methods/network_method.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

// What a step of either kind says.
struct Steps {
  explicit Steps(bool fused, const std::shared_ptr<const LayerFactory>& factory, const OptimizerFactory& make)
      : training(support::small_training(pool, recorder)) {
    torch::manual_seed(1);
    network = support::small_problem().architecture(factory);
    for (const auto& parameter : network->named_parameters())
      parameters.emplace_back(parameter.key(), parameter.value());
    optimizer = make(parameters);
    step = fused ? fused_step(*network, *prior, support::of_three_classes(), parameters, *optimizer,
                              step_options(training.options), training.train, training.pool, /*seed=*/5)
                 : generic_step(*network, *prior, support::of_three_classes(), parameters, *optimizer,
                                step_options(training.options), training.pool);
  }
  std::optional<Error> run(double learning_rate, double complexity_factor = 1e-3) {
    const StepSettings settings{{5, Stream::kTraining, 2, 0}, complexity_factor, learning_rate};
    return bnn::error_of([&] { step->run(training.train, torch::arange(8, torch::kInt64), settings); });
  }

  ThreadPool pool{2};
  support::Recorder recorder;
  Training training;
  std::shared_ptr<const Prior> prior = GaussianPrior(GaussianPriorOptions{0.0, 1.0}).ptr();
  std::shared_ptr<Network> network;
  NamedParameters parameters;
  std::unique_ptr<Optimizer> optimizer;
  std::unique_ptr<TrainingStep> step;
};

std::shared_ptr<const LayerFactory> variational(Estimator estimator = Estimator::kWeightSampling) {
  return std::make_shared<VariationalLayers>(VariationalOptions{0.1, estimator}, GaussianPrior().ptr());
}

class Divergence : public testing::TestWithParam<bool> {};

TEST_P(Divergence, GivenARateThatOverflowsAWeightWhenSteppedThenErrorNamesStepAndTensor) {
  for (const auto& factory : std::vector<std::shared_ptr<const LayerFactory>>{
           std::make_shared<DeterministicLayers>(), variational()}) {
    Steps steps(GetParam(), factory, sgd({}));

    const auto error = steps.run(/*learning_rate=*/1e30);

    ASSERT_TRUE(error);
    EXPECT_EQ(error->fault, Fault::kDiverged);
    EXPECT_EQ(error->where, "training step 3");
    EXPECT_NE(error->problem.find("weight"), std::string::npos) << error->problem;
  }
}

TEST_P(Divergence, GivenAFactorThatOverflowsTheMomentsWhenSteppedThenErrorNamesStepAndTensor) {
  Steps steps(GetParam(), variational(), adam({}));

  const auto error = steps.run(/*learning_rate=*/1e-3, /*complexity_factor=*/1e30);

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kDiverged);
  EXPECT_EQ(error->where, "training step 3");
  EXPECT_NE(error->problem.find("_moment."), std::string::npos) << error->problem;
}

TEST_P(Divergence, GivenASigmaOfZeroWhenSteppedThenErrorNamesTheKlOfItsTensor) {
  for (const auto estimator : {Estimator::kWeightSampling, Estimator::kFlipout}) {
    Steps steps(GetParam(), variational(estimator), sgd({}));
    for (const auto& [name, parameter] : steps.parameters) {
      const torch::NoGradGuard no_grad;
      if (name == "f1.weight.rho") parameter.view(-1)[1] = -200.0;  // exp(-200) is 0 in single precision
    }

    const auto error = steps.run(/*learning_rate=*/0.1);

    ASSERT_TRUE(error) << estimator_name(estimator);
    EXPECT_EQ(error->fault, Fault::kDiverged);
    EXPECT_NE(error->problem.find("KL"), std::string::npos) << error->problem;
    EXPECT_NE(error->problem.find(".weight"), std::string::npos) << error->problem;
  }
}

INSTANTIATE_TEST_SUITE_P(Steps, Divergence, testing::Bool(),
                         [](const auto& info) { return info.param ? "Fused" : "Generic"; });

TEST(TrainingLoop, GivenWeightsThatStartWithAnInfinitePriorTermWhenTrainedThenNothingIsStepped) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto method = map({}, support::small_problem());
  State state = method->save();
  for (auto& [name, tensor] : state) tensor.view(-1)[0] = 1e25;  // its square is beyond single precision
  method->load(state);

  const auto error = bnn::error_of([&] { method->fit(support::small_training(pool, recorder)); });

  ASSERT_TRUE(error);
  EXPECT_EQ(error->fault, Fault::kDiverged);
  EXPECT_NE(error->problem.find("-log prior"), std::string::npos) << error->problem;
  EXPECT_TRUE(recorder.steps.empty());
}

TEST(MeanFieldGaussian, GivenASigmaThatSinglePrecisionLacksWhenMadeThenErrorSaysIt) {
  const auto error = bnn::error_of(
      [] { MeanFieldGaussian posterior(std::vector<std::int64_t>{2}, 1e-46, GaussianPrior().ptr()); });

  ASSERT_TRUE(error);
  EXPECT_NE(error->problem.find("1e-46"), std::string::npos) << error->problem;
}

}  // namespace
}  // namespace bayes
