// The fused step against the generic one (LibTorch's operators and autograd): the same weights after some
// steps, for every family of layers, estimator and kind of prior.
#include "bayes/engine/fused_step.h"

#include <gtest/gtest.h>

#include <functional>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/engine/generic_step.h"
#include "bayes/layers/families/chosen_layers.h"
#include "bayes/layers/families/concrete_dropout_layers.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/dropout_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/layers/variational/variational_embedding.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/horseshoe.h"
#include "bayes/priors/laplace.h"
#include "bayes/priors/scale_mixture.h"
#include "bayes/priors/scaled_gaussian.h"
#include "models/lenet5.h"
#include "models/lstm.h"
#include "models/resnet.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

struct StepCase {
  std::string name;
  std::shared_ptr<const LayerFactory> factory;
  std::shared_ptr<const Prior> prior;
  std::function<void(TrainingOptions&)> change = [](TrainingOptions&) {};
  double label_smoothing = 0.0;
};

void PrintTo(const StepCase& step, std::ostream* stream) { *stream << step.name; }

// A cold posterior of Wenzel et al. 2020.
void cold(TrainingOptions& options) {
  options.tempering = Tempering::kPosterior;
  options.temperature = 0.2;
}

std::shared_ptr<const LayerFactory> dropout_of(DropoutNoise noise) {
  DropoutOptions options;
  options.noise = noise;
  return std::make_shared<DropoutLayers>(options);
}

std::vector<StepCase> plain_cases() {
  const auto gaussian = GaussianPrior(GaussianPriorOptions{0.1, 0.5}).ptr();
  const auto mixture = ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.1}).ptr();
  const auto plain = std::make_shared<DeterministicLayers>();
  return {{"PlainGaussian", plain, gaussian},
          {"PlainMixture", plain, mixture},
          {"PlainScaled", plain, ScaledGaussianPrior().ptr()},
          {"PlainFlat", plain, FlatPrior().ptr()},
          {"PlainSmoothed", plain, gaussian, [](auto&) {}, /*label_smoothing=*/0.2},
          {"PlainClipped", plain, mixture, [](auto& options) { options.clip_norm = 0.3; }},
          {"Dropout", std::make_shared<DropoutLayers>(DropoutOptions{}), gaussian},
          {"GaussianDropout", dropout_of(DropoutNoise::kGaussianInputs), gaussian},
          {"DropConnect", dropout_of(DropoutNoise::kWeights), gaussian},
          {"DropoutMixture", std::make_shared<DropoutLayers>(DropoutOptions{}), mixture},
          {"GaussianDropoutMixture", dropout_of(DropoutNoise::kGaussianInputs), mixture},
          {"DropConnectMixture", dropout_of(DropoutNoise::kWeights), mixture},
          {"DropoutCold", std::make_shared<DropoutLayers>(DropoutOptions{}), gaussian, cold}};
}

// Points beside posteriors, by the names that the architectures below have for some of their layers.
std::vector<StepCase> mixed_cases() {
  const auto gaussian = GaussianPrior(GaussianPriorOptions{0.1, 0.5}).ptr();
  const auto mixture = ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.1}).ptr();
  const auto mixed = [](Estimator estimator, const std::shared_ptr<const Prior>& prior) {
    const std::vector<std::string> names{"f2", "c3", "f7", "convolution3", "last", "output"};
    return std::make_shared<ChosenLayers>(
        names, std::make_shared<VariationalLayers>(VariationalOptions{0.1, estimator}, prior),
        std::make_shared<DeterministicLayers>());
  };
  return {{"MixedSampling", mixed(Estimator::kWeightSampling, gaussian), gaussian},
          {"MixedLocalMixture", mixed(Estimator::kLocalReparameterisation, mixture), mixture},
          {"MixedFlipoutMixture", mixed(Estimator::kFlipout, mixture), mixture},
          {"MixedClippedFree", mixed(Estimator::kWeightSampling, gaussian), gaussian, [](auto& options) {
             options.clip_norm = 0.5;
             options.free_nats = 1.28;
           }}};
}

std::vector<StepCase> step_cases() {
  const auto gaussian = GaussianPrior(GaussianPriorOptions{0.1, 0.5}).ptr();
  const auto mixture = ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.1}).ptr();
  const auto laplace = LaplacePrior(LaplacePriorOptions{0.1, 0.4}).ptr();  // a closed form, not Gaussian
  const auto empirical = EmpiricalGaussianPrior().ptr();                   // sigma moves with the posterior
  const auto trained_sigma =
      EmpiricalGaussianPrior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient, 0.3}).ptr();
  auto cases = plain_cases();
  for (auto& mixed : mixed_cases()) cases.push_back(std::move(mixed));
  for (const auto& [spelling, estimator] : enum_names(Estimator{})) {
    const auto add = [&, name = std::string(spelling), options = VariationalOptions{0.1, estimator}](
                         const std::string& suffix, const std::shared_ptr<const Prior>& prior,
                         const std::function<void(TrainingOptions&)>& change = [](TrainingOptions&) {}) {
      cases.push_back({name + suffix, std::make_shared<VariationalLayers>(options, prior), prior, change});
    };
    add("Gaussian", gaussian);
    // An estimated KL uses the draws of shard 0 in one step, those of all shards in the other: a closed one
    // here.
    cases.push_back({std::string(spelling) + "TinySigma",
                     std::make_shared<VariationalLayers>(VariationalOptions{1e-5, estimator}, gaussian),
                     gaussian});
    add("GaussianDrawPerShard", gaussian, [](auto& options) { options.draw_per_shard = true; });
    for (const bool draw_per_shard : {false, true}) {
      add(std::string("GaussianSmoothedClipped") + (draw_per_shard ? "DrawPerShard" : ""), gaussian,
          [draw_per_shard](auto& options) {
            options.draw_per_shard = draw_per_shard;
            options.clip_norm = 0.5;
          });
      cases.back().label_smoothing = 0.1;
      add(std::string("Antithetic") + (draw_per_shard ? "Shards" : ""), gaussian,
          [draw_per_shard](auto& options) {
            options.draw_per_shard = draw_per_shard;
            options.draws = 2;
            options.antithetic = true;
          });
    }
    // Nats per weight that lie between those of the weight tensors: some count, some do not.
    add("GaussianFree", gaussian, [](auto& options) { options.free_nats = 1.28; });
    add("LaplaceFree", laplace, [](auto& options) { options.free_nats = 1.05; });
    add("Laplace", laplace);
    add("Scaled", ScaledGaussianPrior().ptr());
    add("Empirical", empirical);
    add("EmpiricalGradient", trained_sigma);
    add("EmpiricalGradientFree", trained_sigma, [](auto& options) { options.free_nats = 1.0; });
    add("EmpiricalGradientClipped", trained_sigma, [](auto& options) { options.clip_norm = 0.5; });
    add("GaussianCold", gaussian, cold);
    add("GaussianColdClipped", gaussian, [](auto& options) {
      cold(options);
      options.clip_norm = 0.5;
    });
    add("LaplaceCold", laplace, cold);
    add("MixtureCold", mixture, cold);
    add("EmpiricalCold", empirical, cold);
    add("EmpiricalGradientCold", trained_sigma, cold);
    add("Horseshoe", HorseshoePrior().ptr());
    add("Mixture", mixture);
    add("MixtureTwoDraws", mixture, [](auto& options) { options.draws = 2; });
    add("MixtureClipped", mixture, [](auto& options) { options.clip_norm = 0.5; });
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
    GetParam().change(training.options);
    Trained trained;
    trained.network = architecture(GetParam().factory);
    for (const auto& parameter : trained.network->named_parameters())
      trained.parameters.emplace_back(parameter.key(), parameter.value());
    trained.optimizer = sgd(SgdOptions{})(trained.parameters);
    const auto make = [&] {
      return fused ? fused_step(*trained.network, *GetParam().prior,
                                support::of_three_classes(GetParam().label_smoothing), trained.parameters,
                                *trained.optimizer, step_options(training.options), training.train,
                                training.pool, /*seed=*/5)
                   : generic_step(*trained.network, *GetParam().prior,
                                  support::of_three_classes(GetParam().label_smoothing), trained.parameters,
                                  *trained.optimizer, step_options(training.options), training.pool);
    };
    trained.step = make();
    return trained;
  }

  // Largest difference between the weights after some steps, relative to the largest weight.
  void expect_same_weights(const Architecture& architecture, const Examples& data,
                           const std::vector<torch::Tensor>& batches) {
    ThreadPool pool(2);
    support::Recorder recorder;
    auto training = support::small_training(pool, recorder);
    training.train = data;
    training.options.shards = 3;
    const auto fast = trained(architecture, training, true), slow = trained(architecture, training, false);
    ASSERT_TRUE(fast.step);
    for (std::size_t i = 0; i < batches.size(); ++i) {
      const StepSettings settings{{5, Stream::kTraining, static_cast<std::uint32_t>(i), 0},
                                  1e-3,
                                  0.1,
                                  training.options.free_nats,
                                  entropy_factor(training.options)};
      const auto found = fast.step->run(data, batches[i], settings);
      const auto expected = slow.step->run(data, batches[i], settings);
      EXPECT_NEAR(found.nll, expected.nll, 1e-4 * expected.nll);
      EXPECT_NEAR(found.loss, expected.loss, 1e-4 * expected.loss);
      EXPECT_NEAR(found.score, expected.score, 1e-9);
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

// Its first weights are enough for their gradient to be owed, in tiles of which the last is smaller.
TEST_P(FusedStepOf, GivenAWideLayerWhenBothStepThenTheWeightsAgree) {
  torch::manual_seed(0);
  const Examples data{torch::randn({20, 1, 15, 15}), torch::arange(20, torch::kInt64).remainder(3)};
  const auto all = torch::randperm(20, torch::kInt64);
  expect_same_weights(models::mlp({{149, 6}}, {1, 15, 15, 3}), data,
                      {all.narrow(0, 0, 10), all.narrow(0, 10, 7), all.narrow(0, 17, 2)});
}

TEST_P(FusedStepOf, GivenLeNet5WhenBothStepThenTheWeightsAgree) {
  torch::manual_seed(0);
  const Examples data{torch::randn({24, 1, 28, 28}), torch::arange(24, torch::kInt64).remainder(10)};
  const auto all = torch::arange(24, torch::kInt64);
  expect_same_weights(models::lenet5({}, {}), data, {all.narrow(0, 0, 16), all.narrow(0, 16, 8)});
}

TEST_P(FusedStepOf, GivenAResNetWhenBothStepThenTheWeightsAgree) {
  const auto& name = GetParam().name;
  if (name.find("Empirical") != std::string::npos || name.find("Horseshoe") != std::string::npos) {
    GTEST_SKIP() << "batch normalisation has points, for which this prior has no density";
  }
  torch::manual_seed(0);
  const Examples data{torch::randn({24, 1, 8, 8}), torch::arange(24, torch::kInt64).remainder(10)};
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

// An LSTM takes weight sampling alone.
std::vector<StepCase> recurrent_step_cases() {
  std::vector<StepCase> cases;
  for (const auto& step : step_cases()) {
    const auto starts_with = [&](const char* name) { return step.name.rfind(name, 0) == 0; };
    if (!starts_with("flipout") && !starts_with("local")) cases.push_back(step);
  }
  return cases;
}

class FusedLstmStepOf : public FusedStepOf {};

TEST_P(FusedLstmStepOf, GivenRowsOfImagesWhenBothStepThenTheWeightsAgree) {
  torch::manual_seed(0);
  const Examples data{torch::randn({20, 2, 5, 3}), torch::arange(20, torch::kInt64).remainder(3)};
  const auto all = torch::randperm(20, torch::kInt64);
  expect_same_weights(models::lstm({6, 2}, {2, 5, 3, 3}), data, {all.narrow(0, 0, 16), all.narrow(0, 3, 2)});
}

INSTANTIATE_TEST_SUITE_P(All, FusedLstmStepOf, testing::ValuesIn(recurrent_step_cases()),
                         [](const auto& info) { return info.param.name; });

// Pixels as words of a vocabulary of two, then a convolution over their sequence.
class WordsNetwork : public Cloneable<WordsNetwork, Network> {
 public:
  WordsNetwork(const VariationalOptions& options, std::shared_ptr<const Prior> prior)
      : options_(options), prior_(std::move(prior)) {
    reset();
  }
  void reset() override {
    using namespace torch::nn;
    words_ = register_module("words", VariationalEmbedding(EmbeddingOptions(2, 3), options_, prior_));
    conv_ = register_module("conv", VariationalConv1d(Conv1dOptions(3, 4, 2), options_, prior_));
    output_ = register_module("output", VariationalLinear(LinearOptions(4 * 3, 3), options_, prior_));
  }
  torch::Tensor forward(const torch::Tensor& images) override {
    const auto words = images.flatten(1).gt(0.5).to(torch::kInt64);
    return output_->forward(conv_->forward(words_->forward(words).transpose(1, 2)).relu().flatten(1));
  }

 private:
  VariationalOptions options_;
  std::shared_ptr<const Prior> prior_;
  VariationalEmbedding words_{nullptr};
  VariationalConv1d conv_{nullptr};
  VariationalLinear output_{nullptr};
};

class FusedWordsStepOf : public FusedStepOf {};

TEST_P(FusedWordsStepOf, GivenAnEmbeddingAndAConvolutionWhenBothStepThenTheWeightsAgree) {
  const auto all = torch::randperm(20, torch::kInt64);
  const Architecture architecture = [](const std::shared_ptr<const LayerFactory>& factory) {
    const auto linear = factory->linear("layer", torch::nn::LinearOptions(1, 1), LayerInput::kData);
    const auto estimator = linear.get<VariationalLinear>()->variational.estimator;
    return std::make_shared<WordsNetwork>(VariationalOptions{0.1, estimator}, GetParam().prior);
  };
  expect_same_weights(architecture, support::bright_pixels(20), {all.narrow(0, 0, 16), all.narrow(0, 3, 2)});
}

std::vector<StepCase> variational_step_cases() {
  std::vector<StepCase> cases;
  for (const auto& step : step_cases()) {
    if (std::dynamic_pointer_cast<const VariationalLayers>(step.factory)) cases.push_back(step);
  }
  return cases;
}
INSTANTIATE_TEST_SUITE_P(All, FusedWordsStepOf, testing::ValuesIn(variational_step_cases()),
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

  EXPECT_FALSE(fused_step(*network, *FlatPrior(), support::of_three_classes(), parameters, *optimizer,
                          step_options(training.options), training.train, training.pool, 0));
}

// What a network with this prior is stepped by, with free bits or without.
bool is_fused(const std::shared_ptr<Prior>& prior, double free_nats) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.free_nats = free_nats;
  const auto network =
      support::small_problem().architecture(std::make_shared<VariationalLayers>(VariationalOptions{}, prior));
  NamedParameters parameters;
  for (const auto& parameter : network->named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  const auto optimizer = sgd(SgdOptions{})(parameters);
  return fused_step(*network, *prior, support::of_three_classes(), parameters, *optimizer,
                    step_options(training.options), training.train, training.pool, 0) != nullptr;
}

TEST(FusedStep, GivenAPriorWithParametersWhenAskedForThenItServes) {
  EXPECT_TRUE(is_fused(HorseshoePrior().ptr(), 0.0));
  EXPECT_TRUE(
      is_fused(EmpiricalGaussianPrior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient}).ptr(), 0.5));
}

TEST(FusedStep, GivenFreeBitsWhenTheKlIsEstimatedThenItDoesNotServe) {
  EXPECT_FALSE(is_fused(ScaleMixturePrior().ptr(), 0.5));
  EXPECT_TRUE(is_fused(ScaleMixturePrior().ptr(), 0.0));
  EXPECT_TRUE(is_fused(LaplacePrior().ptr(), 0.5));
}

// Its KL is not that of a Gaussian: the generic step has to carry it.
TEST(FusedStep, GivenConcreteDropoutWhenAskedForThenItDoesNotServe) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  const auto prior = GaussianPrior().ptr();
  const auto network = support::small_problem().architecture(
      std::make_shared<ConcreteDropoutLayers>(ConcreteDropoutOptions{}, prior));
  NamedParameters parameters;
  for (const auto& parameter : network->named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  const auto optimizer = sgd(SgdOptions{})(parameters);

  EXPECT_FALSE(fused_step(*network, *prior, support::of_three_classes(), parameters, *optimizer,
                          step_options(training.options), training.train, training.pool, 0));
}

}  // namespace
}  // namespace bayes
