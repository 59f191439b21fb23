// The fused step against the generic one (LibTorch's operators and autograd): the same weights after some
// steps, for every family of layers, estimator and kind of prior.
#include "bayes/inference/fused_step.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "bayes/inference/generic_step.h"
#include "bayes/inference/sgd.h"
#include "bayes/layers/deterministic_layers.h"
#include "bayes/layers/dropout_layers.h"
#include "bayes/layers/variational_layers.h"
#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/horseshoe.h"
#include "bayes/priors/laplace.h"
#include "bayes/priors/scale_mixture.h"
#include "bayes/priors/scaled_gaussian.h"
#include "models/lenet5.h"
#include "models/resnet.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

struct StepCase {
  std::string name;
  std::shared_ptr<const LayerFactory> factory;
  std::shared_ptr<const Prior> prior;
  bool draw_per_shard = false;
  double label_smoothing = 0.0;
  double clip_norm = 0.0;
  std::int64_t draws = 1;
  bool antithetic = false;
};

void PrintTo(const StepCase& step, std::ostream* stream) { *stream << step.name; }

std::vector<StepCase> step_cases() {
  const auto gaussian = GaussianPrior(GaussianPriorOptions{0.1, 0.5}).ptr();
  const auto mixture = ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.1}).ptr();
  const auto laplace = LaplacePrior(LaplacePriorOptions{0.1, 0.4}).ptr();  // a closed form, not Gaussian
  const auto scaled = ScaledGaussianPrior().ptr();
  const auto empirical = EmpiricalGaussianPrior().ptr();  // sigma moves with the posterior
  std::vector<StepCase> cases{
      {"PlainGaussian", std::make_shared<DeterministicLayers>(), gaussian},
      {"PlainMixture", std::make_shared<DeterministicLayers>(), mixture},
      {"PlainScaled", std::make_shared<DeterministicLayers>(), scaled},
      {"PlainFlat", std::make_shared<DeterministicLayers>(), FlatPrior().ptr()},
      {"PlainSmoothed", std::make_shared<DeterministicLayers>(), gaussian, false, 0.2},
      {"PlainClipped", std::make_shared<DeterministicLayers>(), mixture, false, 0.0, 0.3},
      {"Dropout", std::make_shared<DropoutLayers>(DropoutOptions{}), gaussian}};
  for (const auto& [spelling, estimator] : enum_names(Estimator{})) {
    const VariationalOptions options{0.1, estimator};
    const std::string name = spelling;
    for (const bool draw_per_shard : {false, true}) {
      const std::string draws = draw_per_shard ? "DrawPerShard" : "";
      cases.push_back({name + "Gaussian" + draws, std::make_shared<VariationalLayers>(options, gaussian),
                       gaussian, draw_per_shard});
      cases.push_back({name + "GaussianSmoothedClipped" + draws,
                       std::make_shared<VariationalLayers>(options, gaussian), gaussian, draw_per_shard,
                       /*label_smoothing=*/0.1, /*clip_norm=*/0.5});
      // An estimated KL uses the draws of shard 0 in one step, those of all shards in the other.
      if (draw_per_shard) continue;
      cases.push_back({name + "Laplace", std::make_shared<VariationalLayers>(options, laplace), laplace});
      cases.push_back({name + "Scaled", std::make_shared<VariationalLayers>(options, scaled), scaled});
      cases.push_back(
          {name + "Empirical", std::make_shared<VariationalLayers>(options, empirical), empirical});
      cases.push_back({name + "Mixture", std::make_shared<VariationalLayers>(options, mixture), mixture});
      cases.push_back({name + "MixtureTwoDraws", std::make_shared<VariationalLayers>(options, mixture),
                       mixture, false, 0.0, 0.0, 2});
      cases.push_back({name + "Antithetic", std::make_shared<VariationalLayers>(options, gaussian), gaussian,
                       false, 0.0, 0.0, 2, true});
      cases.push_back({name + "AntitheticShards", std::make_shared<VariationalLayers>(options, gaussian),
                       gaussian, true, 0.0, 0.0, 2, true});
      cases.push_back({name + "MixtureClipped", std::make_shared<VariationalLayers>(options, mixture),
                       mixture, false, 0.0, /*clip_norm=*/0.5});
    }
  }
  return cases;
}

struct Trained {
  std::shared_ptr<Network> network;
  NamedParameters parameters;
  std::unique_ptr<Optimizer> optimizer;
  std::unique_ptr<TrainingStep> step;
};

class FusedStepOf : public testing::TestWithParam<StepCase> {
 protected:
  Trained trained(const Architecture& architecture, Training& training, bool fused) {
    torch::manual_seed(1);
    training.options.draw_per_shard = GetParam().draw_per_shard;
    training.options.draws = GetParam().draws;
    training.options.antithetic = GetParam().antithetic;
    training.options.label_smoothing = GetParam().label_smoothing;
    training.options.clip_norm = GetParam().clip_norm;
    Trained trained;
    trained.network = architecture(GetParam().factory);
    for (const auto& parameter : trained.network->named_parameters())
      trained.parameters.emplace_back(parameter.key(), parameter.value());
    trained.optimizer = sgd(SgdOptions{})(trained.parameters);
    const auto make = [&] {
      return fused ? fused_step(*trained.network, *GetParam().prior, trained.parameters, *trained.optimizer,
                                training, /*seed=*/5)
                   : generic_step(*trained.network, *GetParam().prior, trained.parameters, *trained.optimizer,
                                  training);
    };
    trained.step = make();
    return trained;
  }

  // Largest difference between the weights after some steps, relative to the largest weight.
  void expect_same_weights(const Architecture& architecture, const LabelledImages& data,
                           const std::vector<torch::Tensor>& batches) {
    ThreadPool pool(2);
    support::Recorder recorder;
    auto training = support::small_training(pool, recorder);
    training.train = data;
    training.options.shards = 3;
    const auto fast = trained(architecture, training, true), slow = trained(architecture, training, false);
    ASSERT_TRUE(fast.step);
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const StepSettings settings{{5, Stream::kTraining, static_cast<std::uint32_t>(i), 0}, 1e-3, 0.1};
      const auto found = fast.step->run(data, batches[i], settings);
      const auto expected = slow.step->run(data, batches[i], settings);
      EXPECT_NEAR(found.nll_sum, expected.nll_sum, 1e-4 * expected.nll_sum);
      EXPECT_NEAR(found.cross_entropy_sum, expected.cross_entropy_sum, 1e-4 * expected.cross_entropy_sum);
      EXPECT_NEAR(found.correct, expected.correct, 1e-9);
    }
    for (std::size_t i = 0; i < fast.parameters.size(); ++i) {
      const auto &found = fast.parameters[i].second, &expected = slow.parameters[i].second;
      EXPECT_LT((found - expected).abs().max().item<double>(),
                2e-5 * expected.abs().max().item<double>() + 1e-6)
          << fast.parameters[i].first;
    }
  }
};

TEST_P(FusedStepOf, GivenAPerceptronWhenBothStepThenTheWeightsAgree) {
  const auto data = support::bright_pixels(20);
  const auto all = torch::randperm(20, torch::kInt64);
  // A whole batch, a smaller one, one with fewer images than shards.
  expect_same_weights(
      support::small_problem().architecture, data,
      {all.narrow(0, 0, 10), all.narrow(0, 10, 7), all.narrow(0, 17, 2), all.narrow(0, 0, 10)});
}

TEST_P(FusedStepOf, GivenLeNet5WhenBothStepThenTheWeightsAgree) {
  torch::manual_seed(0);
  const LabelledImages data{torch::randn({24, 1, 28, 28}), torch::arange(24, torch::kInt64).remainder(10)};
  const auto all = torch::arange(24, torch::kInt64);
  expect_same_weights(models::lenet5({}, {}), data, {all.narrow(0, 0, 16), all.narrow(0, 16, 8)});
}

TEST_P(FusedStepOf, GivenAResNetWhenBothStepThenTheWeightsAgree) {
  torch::manual_seed(0);
  const LabelledImages data{torch::randn({24, 1, 8, 8}), torch::arange(24, torch::kInt64).remainder(10)};
  const auto all = torch::arange(24, torch::kInt64);
  models::ResNetOptions options;
  options.blocks = 1;
  options.width = 4;
  models::InputShape shape;
  shape.height = shape.width = 8;
  expect_same_weights(models::resnet(options, shape), data, {all.narrow(0, 0, 16), all.narrow(0, 16, 8)});
}

INSTANTIATE_TEST_SUITE_P(All, FusedStepOf, testing::ValuesIn(step_cases()),
                         [](const auto& info) { return info.param.name; });

TEST(FusedStep, GivenDoublePrecisionWhenAskedForThenItDoesNotServe) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  const auto network = support::small_problem().architecture(std::make_shared<DeterministicLayers>());
  network->to(torch::kFloat64);
  NamedParameters parameters;
  for (const auto& parameter : network->named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  const auto optimizer = sgd(SgdOptions{})(parameters);

  EXPECT_FALSE(fused_step(*network, *FlatPrior(), parameters, *optimizer, training, 0));
}

}  // namespace
}  // namespace bayes
