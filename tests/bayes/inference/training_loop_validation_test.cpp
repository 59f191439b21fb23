// What training keeps, by the validation split.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "bayes/inference/bayes_by_backprop.h"
#include "bayes/inference/map.h"
#include "bayes/inference/sgd.h"
#include "bayes/inference/training_loop.h"
#include "bayes/layers/deterministic_layers.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

using support::Recorder;
using support::small_problem;

TEST(TrainingLoop, GivenValidationThatGetsWorseWhenTrainedThenTheBestEpochIsKept) {
  ThreadPool pool(1);
  std::unique_ptr<InferenceMethod> method = map({}, small_problem());
  std::vector<State> after_epoch;
  Recorder recorder(0, [&] { after_epoch.push_back(method->save()); });
  auto training = support::small_training(pool, recorder);
  training.options.epochs = 5;
  // Wrong labels: what is learned makes the validation worse.
  training.validation.labels = training.validation.labels.add(1).remainder(3);

  method->fit(training);

  std::size_t best = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    if (recorder.epochs[i].validation_nll < recorder.epochs[best].validation_nll) best = i;
  }
  ASSERT_LT(best, 4u);
  EXPECT_TRUE(support::same_bits(method->save(), after_epoch[best]));
  EXPECT_FALSE(support::same_bits(method->save(), after_epoch[4]));
}

TEST(TrainingLoop, GivenNoValidationWhenTrainedThenTheLastEpochIsKept) {
  ThreadPool pool(1);
  std::unique_ptr<InferenceMethod> method = map({}, small_problem());
  std::vector<State> after_epoch;
  Recorder recorder(0, [&] { after_epoch.push_back(method->save()); });
  auto training = support::small_training(pool, recorder);
  training.validation = {};

  method->fit(training);

  EXPECT_TRUE(support::same_bits(method->save(), after_epoch.at(1)));
  EXPECT_TRUE(std::isnan(recorder.epochs[0].validation_nll));
  EXPECT_TRUE(std::isnan(recorder.epochs[0].validation_accuracy));
}

TEST(TrainingLoop, GivenAPlainNetworkWhenValidatedThenItsNumbersAreThoseOfThatNetwork) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.epochs = 1;
  const auto method = map({}, small_problem());

  method->fit(training);

  const auto logits = method->sample_logits(training.validation.images, {},
                                            torch::arange(training.validation.images.size(0)));
  const auto labels = training.validation.labels;
  EXPECT_NEAR(recorder.epochs[0].validation_nll, torch::cross_entropy_loss(logits, labels).item<double>(),
              1e-6);
  EXPECT_NEAR(recorder.epochs[0].validation_accuracy,
              logits.argmax(1).eq(labels).to(torch::kFloat64).mean().item<double>(), 1e-12);
}

TEST(TrainingLoop, GivenOtherValidationDataWhenTrainedThenTheWeightsOfAnEpochAreTheSame) {
  ThreadPool pool(1);
  std::vector<State> ends;
  for (const int variant : {0, 1, 2}) {
    Recorder recorder;
    auto training = support::small_training(pool, recorder);
    training.options.epochs = 1;
    if (variant == 1) training.validation = support::bright_pixels(30, /*seed=*/9);
    if (variant == 2) training.validation = {};
    const auto method = bayes_by_backprop({}, small_problem());
    method->fit(training);
    ends.push_back(method->save());
  }

  EXPECT_TRUE(support::same_bits(ends[0], ends[1]));
  EXPECT_TRUE(support::same_bits(ends[0], ends[2]));
}

}  // namespace
}  // namespace bayes
