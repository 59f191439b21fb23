// Training where a target is no class: pictures with several labels at once.
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <memory>

#include "bayes/core/error.h"
#include "bayes/engine/fused_step.h"
#include "bayes/engine/generic_step.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/likelihoods/bernoulli.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/prediction/sample_predictive.h"
#include "bayes/predictive/bernoulli_predictive.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

// Images [count, 1, 2, 2] of noise; one label says whether the first pixel is bright, one whether the last
// is.
Examples two_labels(std::int64_t count, std::uint64_t seed) {
  const auto images = torch::randn({count, 1, 2, 2}, at::detail::createCPUGenerator(seed));
  const auto pixels = images.reshape({count, 4});
  return {images, torch::stack({pixels.select(1, 0), pixels.select(1, 3)}, 1).gt(0).to(torch::kInt64)};
}

Problem labels_problem() {
  return {models::mlp({{16}}, {1, 2, 2, 2}), GaussianPrior(GaussianPriorOptions{0.0, 1.0}).ptr(),
          bernoulli({}, 2), 3};
}

Training labels_training(ThreadPool& pool, TrainingObserver& observer) {
  auto training = support::small_training(pool, observer);
  training.train = two_labels(400, 0);
  training.validation = two_labels(100, 1);
  training.options.epochs = 15;
  training.options.batch_size = 32;
  return training;
}

// By chance half of the labels are right.
TEST(SeveralLabels, GivenAMethodWhenTrainedThenLabelsAreLearntAndDrawsGiveProbabilities) {
  for (const auto& method : {map({}, labels_problem()), bayes_by_backprop({}, labels_problem())}) {
    ThreadPool pool(2);
    support::Recorder recorder;
    const auto training = labels_training(pool, recorder);

    ASSERT_TRUE(method->fit(training));

    const auto& last = recorder.epochs.back();
    EXPECT_EQ(last.figure, "accuracy");
    EXPECT_GT(last.validation_figure, 0.9);
    EXPECT_LT(last.validation_nll, recorder.epochs.front().validation_nll);
    const auto likelihood = labels_problem().likelihood;
    const auto predictive = sample_predictive(
        *likelihood,
        [&](const torch::Tensor& images, const Draw::Key& key, const torch::Tensor& examples) {
          return method->sample_logits(images, key, examples);
        },
        keyed_by_content(training.validation.inputs), 8, {7, Stream::kPrediction, 0, 0}, pool);
    EXPECT_GT(predictive->scores(training.validation.targets).mean().item<double>(), 0.9);
  }
}

TEST(SeveralLabels, GivenBothStepsWhenRunThenTheyGiveTheSameSumsAndWeights) {
  ThreadPool pool(2);
  const auto data = two_labels(40, 2);
  const auto problem = labels_problem();
  const auto factory = std::make_shared<VariationalLayers>(VariationalOptions{0.1}, problem.prior);
  StepOptions options;
  options.sharding = {/*shards=*/3, /*draws=*/1};
  std::vector<torch::Tensor> weights;
  std::vector<BatchLoss> sums;
  for (const bool fused : {true, false}) {
    torch::manual_seed(1);
    const auto network = problem.architecture(factory);
    NamedParameters parameters;
    for (const auto& parameter : network->named_parameters())
      parameters.emplace_back(parameter.key(), parameter.value());
    const auto optimizer = sgd(SgdOptions{})(parameters);
    const auto step = fused ? fused_step(*network, *problem.prior, *problem.likelihood, parameters,
                                         *optimizer, options, data, pool, /*seed=*/5)
                            : generic_step(*network, *problem.prior, *problem.likelihood, parameters,
                                           *optimizer, options, pool);
    ASSERT_TRUE(step);
    StepSettings settings;
    settings.key = {5, Stream::kTraining, 0, 0};
    settings.complexity_factor = 1e-3;
    settings.learning_rate = 0.1;
    sums.push_back(step->run(data, torch::arange(20, torch::kInt64), settings));
    std::vector<torch::Tensor> flat;
    for (const auto& [name, value] : parameters) flat.push_back(value.detach().flatten());
    weights.push_back(torch::cat(flat));
  }

  EXPECT_NEAR(sums[0].nll, sums[1].nll, 1e-4);
  EXPECT_NEAR(sums[0].loss, sums[1].loss, 1e-4);
  EXPECT_NEAR(sums[0].score, sums[1].score, 1e-9);
  EXPECT_LT((weights[0] - weights[1]).abs().max().item<double>(), 1e-5);
}

TEST(SeveralLabels, GivenALikelihoodOfAnotherWidthOrNoneWhenTrainedThenErrorIsThrown) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = labels_training(pool, recorder);
  training.train.targets = training.train.targets.narrow(1, 0, 1);
  training.validation.targets = training.validation.targets.narrow(1, 0, 1);
  auto problem = labels_problem();
  problem.likelihood = bernoulli({}, 1);

  EXPECT_THROW(map({}, problem)->fit(training), Error);

  problem.likelihood = nullptr;
  EXPECT_THROW(map({}, problem), Error);
  EXPECT_TRUE(recorder.steps.empty());
}

TEST(SeveralLabels, GivenClassesInPlaceOfLabelsWhenTrainedThenItRefusesBeforeTheFirstStep) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = labels_training(pool, recorder);
  training.train = support::bright_pixels(20);

  EXPECT_THROW(map({}, labels_problem())->fit(training), Error);
  EXPECT_TRUE(recorder.steps.empty());
}

}  // namespace
}  // namespace bayes
